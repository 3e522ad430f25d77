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
  beforeAll(async () => {
    server = await TestS3.start();
    service = await Service.start({ env: server.environment() });
  });
  afterAll(async () => {
    await service?.stop();
    await server?.stop();
  });

  test('takes a file, makes its report and trend, gives the files, removes them', async () => {
    const first = await service.analyse<Job>({ bytes, options }, FIELDS);
    expect(first).toMatchObject({ status: 'SUCCEEDED', error: null });
    for (const { url, bytes: size, kind } of first.report.artifacts) {
      const response = await fetch(new URL(url, service.url));
      expect(response.status).toBe(200);
      const content = Buffer.from(await response.arrayBuffer());
      if (size !== null) expect(content.length).toBe(size);
      if (kind === 'ORIGINAL_UPLOAD') expect(hashOf(content)).toBe(hashOf(bytes));
      if (size === null) continue;
      const part = await fetch(new URL(url, service.url), { headers: { range: 'bytes=1-3' } });
      expect(part.status).toBe(206);
      expect(Buffer.from(await part.arrayBuffer())).toEqual(content.subarray(1, 4));
    }
    const second = await service.analyse<Job>({ bytes: current, options }, FIELDS);
    expect((await keysOf(server)).some((key) => key.startsWith('trends/'))).toBe(true);

    for (const { report } of [first, second])
      await service.data('mutation($id: ID!) { deleteReport(id: $id) }', { id: report.id });
    const left = await keysOf(server);
    expect(left.filter((key) => !key.startsWith('uploads/'))).toEqual([]);
  });

  test('is the only one: over another database nothing starts there, and nothing is removed', async () => {
    const keys = await keysOf(server);
    const other = await Service.launch({ env: server.environment() });
    expect(await other.exited()).toBe(1);
    await other.stop();
    expect(other.output).toMatch(/OBJECTS_IN_USE: .*\n.*S3_BUCKET or OBJECTS_DIR of its own/);
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
    expect(await service.analyse<Job>({ bytes, options }, FIELDS)).toMatchObject({ status: 'SUCCEEDED' });
  } finally {
    await service.stop();
    await server?.stop();
  }
});

function hashOf(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}
