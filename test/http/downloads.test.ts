import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { golden } from '../support/golden.js';
import { Service } from '../support/service.js';
import { readZip } from '../support/zip.js';

interface Artifact {
  kind: string;
  name: string;
  bytes: number | null;
  url: string;
}

const { bytes, options, kpis } = golden('20_gen1k_semicolon_bom');

let service: Service;
let artifacts: Artifact[];

beforeAll(async () => {
  service = await Service.start();
  const job = await service.analyse<{ status: string; report: { artifacts: Artifact[] } }>(
    { bytes, options, fileName: 'Alertas março (1).csv' },
    'report { artifacts { kind name bytes url } }',
  );
  artifacts = job.report.artifacts;
});
afterAll(() => service?.stop());

function artifact(kind: string): Artifact {
  const found = artifacts.find((candidate) => candidate.kind === kind);
  if (!found) throw new Error(`There is no ${kind}.`);
  return found;
}

const get = (url: string, headers: Record<string, string> = {}, method = 'GET') =>
  fetch(new URL(url, service.url), { headers, method });

async function codeOf(response: Response): Promise<[number, string]> {
  const { error } = (await response.json()) as { error: { code: string; message: string } };
  return [response.status, error.code];
}

describe('an artefact', () => {
  test('is downloaded without a token, whole, under a name that says what it is', async () => {
    expect([...new Set(artifacts.map(({ kind }) => kind))].sort()).toEqual(
      [
        'ACTION_PLAN_CSV',
        'ACTIONABLE_CSV',
        'ATTENTION_CSV',
        'BUNDLE_ZIP',
        'INVALID_ROWS_CSV',
        'ORIGINAL_UPLOAD',
        'REMEDIATED_CSV',
        'REPORT_HTML',
        'SUMMARY_JSON',
        'UNSTABLE_CSV',
      ].sort(),
    );
    for (const { kind, url, bytes: size, name } of artifacts) {
      expect(url).toMatch(/^\/artifacts\//);
      const response = await get(url);
      expect(response.status).toBe(200);
      const length = size === null ? null : String(size);
      expect(response.headers.get('content-length')).toBe(length);
      const content = await response.arrayBuffer();
      if (size !== null) expect(content.byteLength).toBe(size);
      const disposition = response.headers.get('content-disposition') ?? '';
      expect(disposition).toMatch(/^attachment; filename="/);
      const tail = kind === 'ORIGINAL_UPLOAD' ? '.csv' : `-${name.replace('/', '-')}`;
      expect(disposition).toMatch(new RegExp(`filename\\*=UTF-8''Alertas%20mar%C3%A7o%20%281%29${tail}$`));
      expect(response.headers.get('x-content-type-options')).toBe('nosniff');
      expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
    }
  });

  test('of each squad is a plan', async () => {
    const plans = artifacts.filter(({ kind }) => kind === 'ACTION_PLAN_CSV');
    const { dashboard } = await service.data<{ dashboard: { latest: { topSquads: unknown[] } } }>(
      '{ dashboard { latest { topSquads(first: 100) { name } } } }',
    );
    expect(plans).toHaveLength(dashboard.latest.topSquads.length);
    const lines = await Promise.all(
      plans.map(async ({ url }) => (await (await get(url)).text()).split('\n')),
    );
    for (const [header] of lines) expect(header).toMatch(/;key;status;owner;due_date$/);
    const rows = lines.reduce((sum, one) => sum + one.length - 2, 0);
    expect(rows).toBe(kpis.actionableCases);
  });

  test('is the file that was uploaded, byte for byte', async () => {
    const original = artifact('ORIGINAL_UPLOAD');
    const response = await get(original.url);
    expect(Buffer.from(await response.arrayBuffer()).equals(Buffer.from(bytes))).toBe(true);
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(response.headers.get('etag')).toBe(`"${createHash('sha256').update(bytes).digest('hex')}"`);
    expect((await get(original.url, { range: 'bytes=5-7' })).status).toBe(206);
  });

  test('is in the bundle, which is the same each time', async () => {
    const { url, bytes: size } = artifact('BUNDLE_ZIP');
    expect(size).toBeNull();
    const response = await get(url, { range: 'bytes=0-1' });
    expect([response.status, response.headers.get('accept-ranges')]).toEqual([200, 'none']);
    expect(response.headers.get('content-type')).toBe('application/zip');
    const zip = Buffer.from(await response.arrayBuffer());
    const members = readZip(zip);
    const kept = artifacts.filter(({ kind }) => kind !== 'BUNDLE_ZIP' && kind !== 'ORIGINAL_UPLOAD');
    expect(members.map(({ name }) => name)).toEqual(kept.map(({ name }) => name));
    for (const [i, { content }] of members.entries()) {
      const single = Buffer.from(await (await get(kept[i].url)).arrayBuffer());
      expect(content.equals(single), kept[i].name).toBe(true);
    }
    const again = Buffer.from(await (await get(url)).arrayBuffer());
    expect(again.equals(zip)).toBe(true);
    const etag = response.headers.get('etag') ?? '';
    expect(etag).toMatch(/^W\/"/);
    const known = await get(url, { 'if-none-match': etag, 'cache-control': 'max-age=0' });
    expect(known.status).toBe(304);
    const head = await get(url, {}, 'HEAD');
    expect([head.status, head.headers.get('content-length')]).toEqual([200, null]);
  });

  test('that is a page can be opened in the browser, where it may do nothing', async () => {
    const { url } = artifact('REPORT_HTML');
    const response = await get(`${url}&disposition=inline`);
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(response.headers.get('content-disposition')).toMatch(/^inline; filename="/);
    expect(response.headers.get('content-security-policy')).toMatch(/default-src 'none'.*; sandbox$/);
    expect(await response.text()).toContain('Alertas março (1).csv');
    const csv = await get(`${artifact('ACTIONABLE_CSV').url}&disposition=inline`);
    expect(csv.headers.get('content-disposition')).toMatch(/^attachment/);
  });

  test('has the content of the report', async () => {
    const response = await get(artifact('SUMMARY_JSON').url);
    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
    const summary = (await response.json()) as { kpis: unknown; cases: unknown[] };
    expect(summary.kpis).toEqual(kpis);
    expect(summary.cases).toHaveLength(kpis.totalCases);
    const csv = await (await get(artifact('ACTIONABLE_CSV').url)).text();
    expect(csv.split('\n').filter(Boolean)).toHaveLength(kpis.actionableCases + 1);
  });

  test('comes in parts', async () => {
    const { url, bytes } = artifact('ACTIONABLE_CSV');
    const size = Number(bytes);
    const whole = Buffer.from(await (await get(url)).arrayBuffer());
    const part = async (range: string) => {
      const response = await get(url, { range });
      return [
        response.status,
        response.headers.get('content-range'),
        Buffer.from(await response.arrayBuffer()),
      ];
    };
    expect(await part('bytes=3-9')).toEqual([206, `bytes 3-9/${size}`, whole.subarray(3, 10)]);
    expect(await part('bytes=-5')).toEqual([
      206,
      `bytes ${size - 5}-${size - 1}/${size}`,
      whole.subarray(-5),
    ]);
    expect(await part(`bytes=${size - 2}-`)).toEqual([
      206,
      `bytes ${size - 2}-${size - 1}/${size}`,
      whole.subarray(-2),
    ]);
    expect(await part('bytes=0-0,5-6')).toEqual([200, null, whole]);
    expect(await part('lines=0-1')).toEqual([200, null, whole]);
    const beyond = await get(url, { range: `bytes=${size}-` });
    expect([beyond.status, beyond.headers.get('content-range')]).toEqual([416, `bytes */${size}`]);
  });

  test('is not sent again to who has it', async () => {
    const { url } = artifact('SUMMARY_JSON');
    const etag = (await get(url)).headers.get('etag') ?? '';
    expect(etag).toMatch(/^"[\w-]+"$/);
    // What fetch adds by itself would ask for a fresh copy.
    const again = await get(url, { 'if-none-match': etag, 'cache-control': 'max-age=0' });
    expect(again.status).toBe(304);
    expect(await again.text()).toBe('');
    expect((await get(url, { 'if-none-match': '"other"' })).status).toBe(200);
    expect((await get(url, { range: 'bytes=0-1', 'if-range': etag })).status).toBe(206);
    expect((await get(url, { range: 'bytes=0-1', 'if-range': '"other"' })).status).toBe(200);
  });

  test('can be asked about', async () => {
    const { url, bytes: size } = artifact('SUMMARY_JSON');
    const response = await get(url, {}, 'HEAD');
    expect([response.status, response.headers.get('content-length'), await response.text()]).toEqual([
      200,
      String(size),
      '',
    ]);
  });
});

describe('a link', () => {
  test('opens only what it was made for, and only for a while', async () => {
    const { url } = artifact('SUMMARY_JSON');
    const [path, query] = url.split('?');
    const changed = [
      path,
      `${path}?expires=1`,
      `${path}?${query.replace(/expires=\d+/, 'expires=1')}`,
      `${path}?${query.replace(/expires=(\d)/, 'expires=9$1')}`,
      `${path}?${query.slice(0, -1)}`,
      `${path}?${query}&signature=x`,
      url.replace('summary.json', 'actionable.csv'),
      url.replace(/artifacts\/[^/]+/, 'artifacts/00000000-0000-4000-8000-000000000000'),
      url.replace('summary.json', '..%2f..%2fsigning-secret'),
    ];
    for (const bad of changed) expect(await codeOf(await get(bad))).toEqual([403, 'FORBIDDEN']);
  });

  test('of a path that is none is a coded error', async () => {
    expect(await codeOf(await get('/artifacts/x'))).toEqual([404, 'NOT_FOUND']);
    expect((await codeOf(await get('/artifacts/%ff/x')))[0]).toBe(400);
  });

  test('is made anew each time, and signed with a key of its own', async () => {
    const again = await service.data<{ dashboard: { latest: { artifacts: Artifact[] } } }>(
      '{ dashboard { latest { artifacts { url } } } }',
    );
    expect(again.dashboard.latest.artifacts[0].url).toMatch(/expires=\d{10}&signature=[\w-]{43}$/);
  });
});

describe('health', () => {
  test('live and ready, without a token', async () => {
    const live = await get('/health/live');
    expect([live.status, await live.json()]).toEqual([200, { status: 'ok' }]);
    // A cache that processes share is one more part.
    const shared = inject('services') && { cache: 'ok' };
    const ready = await get('/health/ready');
    expect([ready.status, await ready.json()]).toEqual([
      200,
      { status: 'ok', dependencies: { database: 'ok', queue: 'ok', objects: 'ok', ...shared } },
    ]);
  });
});

describe('a report that is deleted while it is read', () => {
  test('is a coded error, and says nothing of a file', async () => {
    const [bundle, csv] = [artifact('BUNDLE_ZIP'), artifact('ACTIONABLE_CSV')];
    await service.backing.objects.remove('reports/');
    for (const { url } of [bundle, csv]) {
      const response = await get(url);
      expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
      expect(response.headers.get('content-disposition')).toBeNull();
      expect(response.headers.get('etag') ?? '').not.toMatch(/^"/);
      expect(await codeOf(response)).toEqual([404, 'NOT_FOUND']);
    }
  });
});
