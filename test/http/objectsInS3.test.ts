import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { openS3Store } from '../../src/store/objects/s3/store.js';
import { PAIRS, pair } from '../support/pairs.js';
import { TestS3 } from '../support/s3.js';
import { Service } from '../support/service.js';

interface Job {
  status: string;
  error: { code: string } | null;
  report: { id: string; artifacts: { kind: string; bytes: number | null; url: string }[] };
}

const FIELDS = 'error { code } report { id artifacts { kind bytes url } }';
const { previous: bytes, current, options } = pair(PAIRS[0]);

async function keysOf(server: TestS3): Promise<string[]> {
  const objects = openS3Store(server.options());
  const keys: string[] = [];
  for (const prefix of ['uploads/', 'reports/', 'trends/'])
    for await (const { key } of objects.list(prefix)) keys.push(key);
  objects.close();
  return keys;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

describe('a service over a bucket', () => {
  let server: TestS3;
  let service: Service;

  /** What the bucket could not say as the service does. */
  async function expectOwnAnswers({ artifacts }: Job['report']): Promise<void> {
    const ask = (kind: string, query = '', init: RequestInit = {}) => {
      const { url } = artifacts.find((artifact) => artifact.kind === kind) ?? artifacts[0];
      return fetch(new URL(`${url}${query}`, service.url), { redirect: 'manual', ...init });
    };
    const page = await ask('REPORT_HTML', '&disposition=inline');
    expect([page.status, page.headers.get('content-disposition')?.slice(0, 6)]).toEqual([200, 'inline']);
    expect(page.headers.get('content-security-policy')).toMatch(/; sandbox$/);
    expect((await ask('REPORT_HTML')).status).toBe(302);
    expect((await ask('SUMMARY_JSON', '', { method: 'HEAD' })).status).toBe(200);

    const sent = await ask('SUMMARY_JSON');
    expect(sent.headers.get('cache-control')).toBe('private, no-store');
    for (const header of ['content-disposition', 'etag']) expect(sent.headers.get(header)).toBeNull();
    expect((await ask('SUMMARY_JSON', 'x')).status).toBe(403);
  }

  beforeAll(async () => {
    server = await TestS3.start();
    service = await Service.start({ env: { ...server.environment(), S3_DIRECT: 'on' } });
  });
  afterAll(async () => {
    await service?.stop();
    await server?.stop();
  });

  test('takes a file, makes its report and trend, gives the files, removes them', async () => {
    const first = await service.analyse<Job>({ bytes, options }, FIELDS);
    expect(first).toMatchObject({ status: 'SUCCEEDED', error: null });
    for (const { url, bytes: size, kind } of first.report.artifacts) {
      const answer = await fetch(new URL(url, service.url), { redirect: 'manual' });
      expect(answer.status).toBe(size === null ? 200 : 302);
      expect(answer.headers.get('location')?.startsWith(server.url) ?? false).toBe(size !== null);
      const response = await fetch(new URL(url, service.url));
      expect(response.headers.get('content-disposition')).toMatch(/^attachment; filename=/);
      expect(response.status).toBe(200);
      const content = Buffer.from(await response.arrayBuffer());
      if (size !== null) expect(content.length).toBe(size);
      if (kind === 'ORIGINAL_UPLOAD') expect(hashOf(content)).toBe(hashOf(bytes));
      if (size === null) continue;
      const part = await fetch(new URL(url, service.url), { headers: { range: 'bytes=1-3' } });
      expect(part.status).toBe(206);
      expect(Buffer.from(await part.arrayBuffer())).toEqual(content.subarray(1, 4));
    }
    await expectOwnAnswers(first.report);
    const second = await service.analyse<Job>({ bytes: current, options }, FIELDS);
    expect((await keysOf(server)).some((key) => key.startsWith('trends/'))).toBe(true);

    for (const { report } of [first, second])
      await service.data('mutation($id: ID!) { deleteReport(id: $id) }', { id: report.id });
    const gone = await fetch(new URL(first.report.artifacts[0].url, service.url), { redirect: 'manual' });
    expect(gone.status).toBe(404);
    const left = await keysOf(server);
    expect(left.filter((key) => !key.startsWith('uploads/'))).toEqual([]);
  });

  test('is the only one: over another database nothing starts there, and nothing is removed', async () => {
    const keys = await keysOf(server);
    const other = await Service.launch({ env: server.environment(), makesDatabase: true });
    expect(await other.exited()).toBe(1);
    await other.stop();
    expect(other.output).toMatch(/OBJECTS_IN_USE: .*\n.*S3_BUCKET, OBJECTS_DIR or DATA_DIR of its own/);
    expect(await keysOf(server)).toEqual(keys);
  });
});

test('a service whose bucket is not there starts, says so, refuses uploads, and goes on when it is back', async () => {
  const port = await freePort();
  const absent = `http://127.0.0.1:${port}`;
  const env = {
    S3_ENDPOINT: absent,
    S3_BUCKET: 'smartremedy',
    S3_ACCESS_KEY_ID: 'S3RVER',
    S3_SECRET_ACCESS_KEY: 'S3RVER',
    S3_DIRECT: 'off',
  };
  const service = await Service.start({ env });
  let server: TestS3 | null = null;
  try {
    expect(service.output).toContain('degraded without its object store');
    const ready = () => fetch(`${service.url}/health/ready`);
    expect(await (await ready()).json()).toMatchObject({ dependencies: { objects: 'unavailable' } });
    const { errors } = await service.upload({ bytes, options });
    expect(errors[0]?.extensions.code).toBe('UNAVAILABLE');

    server = await TestS3.start(port);
    await vi.waitFor(async () => expect((await ready()).status).toBe(200), { timeout: 10_000 });
    const job = await service.analyse<Job>({ bytes, options }, FIELDS);
    expect(job).toMatchObject({ status: 'SUCCEEDED' });

    // Clients need not reach the bucket.
    const download = new URL(job.report.artifacts[0].url, service.url);
    expect((await fetch(download, { redirect: 'manual' })).status).toBe(200);
    const { createUpload } = await service.data<{ createUpload: { url: string } }>(
      'mutation { createUpload(fileName: "a.csv", bytes: 3) { url } }',
    );
    expect(createUpload.url).toMatch(/^\/uploads\//);
    const sent = await fetch(new URL(createUpload.url, service.url), { method: 'PUT', body: 'abc' });
    expect(sent.status).toBe(200);
  } finally {
    await service.stop();
    await server?.stop();
  }
});

function hashOf(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}
