import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { golden } from '../support/golden.js';
import { Service } from '../support/service.js';

interface Artifact {
  kind: string;
  name: string;
  bytes: number;
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
        'INVALID_ROWS_CSV',
        'REMEDIATED_CSV',
        'REPORT_HTML',
        'SUMMARY_JSON',
        'UNSTABLE_CSV',
      ].sort(),
    );
    for (const { url, bytes: size, name } of artifacts) {
      expect(url).toMatch(/^\/artifacts\//);
      const response = await get(url);
      expect(response.status).toBe(200);
      expect(response.headers.get('content-length')).toBe(String(size));
      expect((await response.arrayBuffer()).byteLength).toBe(size);
      const disposition = response.headers.get('content-disposition') ?? '';
      expect(disposition).toMatch(/^attachment; filename="/);
      expect(disposition).toContain(
        `filename*=UTF-8''Alertas%20mar%C3%A7o%20%281%29-${name.replace('/', '-')}`,
      );
    }
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
    const { url, bytes: size } = artifact('ACTIONABLE_CSV');
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
    const ready = await get('/health/ready');
    expect([ready.status, await ready.json()]).toEqual([
      200,
      { status: 'ok', dependencies: { database: 'ok', queue: 'ok', objects: 'ok' } },
    ]);
  });
});
