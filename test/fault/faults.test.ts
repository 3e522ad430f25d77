import { ReadableStream } from 'node:stream/web';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { FaultyTopology, put, readiness } from '../support/faultyTopology.js';
import { ownBytes } from '../support/ownBytes.js';
import { failing } from '../support/pairs.js';
import type { Service } from '../support/service.js';
import { hasServices } from '../support/services/installed.js';
import { longFile, worksOn } from '../support/stack.js';

const OUTAGE_MS = 10_000;
const SOON = { timeout: 20_000, interval: 50 };
/** The longest that anybody waits for an answer while something is away. */
const PATIENCE_MS = 5_000;

/** Small blocks: an analysis of tens of thousands of rows lasts for seconds. */
const SLOW = { ENGINE_BLOCK_BYTES: '256', JOB_SILENCE: '5' };
const ROWS = 60_000;
/** The pools give up sooner, and so does whoever waits for a dead worker. */
const QUICK = { POOL_ACQUIRE_MS: '2000', READ_TIMEOUT_MS: '2000', JOB_SILENCE: '5' };

describe.skipIf(!hasServices())('API and worker over PgBouncer, PostgreSQL, Redis twice and S3', () => {
  let topology: FaultyTopology;
  let api: Service;
  let worker: Service;
  /** Uploads that were taken in, each of which must end in a report. */
  let taken = 0;

  beforeAll(async () => {
    topology = await FaultyTopology.open();
    const { queue, cache, objects } = topology.ways;
    await Promise.all([queue.refuse(), cache.refuse(), objects.refuse()]);
    [api, worker] = await Promise.all([topology.start('api', QUICK), topology.start('worker', SLOW)]);
  });
  afterAll(() => topology?.close());
  afterEach(async () => {
    await topology.restore();
    await expect.poll(() => readiness(api), SOON).toMatchObject({ http: 200, status: 'ok' });
    await expect.poll(() => readiness(worker), SOON).toMatchObject({ http: 200, status: 'ok' });
  });

  async function upload(bytes: Buffer = ownBytes(failing('2025-03-01 10:00', 'a'))): Promise<string> {
    const { data, errors } = await inTime(() => api.upload({ bytes }));
    expect(errors).toEqual([]);
    taken++;
    return data?.uploadReport.id ?? '';
  }

  async function expectRefused(): Promise<void> {
    const bytes = ownBytes(failing('2025-03-01 10:00', 'a'));
    expect(await inTime(() => put(api, bytes))).toMatchObject({ http: 503, code: 'UNAVAILABLE' });
    const { errors } = await inTime(() => api.upload({ bytes }));
    expect(errors[0]?.extensions.code).toBe('UNAVAILABLE');
  }

  const jobOf = async (id: string) => {
    const query = 'query($id: ID!) { job(id: $id) { status attempts rowsRead } }';
    return (await api.gql<{ job: object }>(query, { id })).data?.job;
  };

  const reports = async () => {
    const { data } = await inTime(() => api.gql<{ reports: object }>('{ reports { totalCount } }'));
    return data?.reports;
  };

  async function beginLongJob(): Promise<string> {
    const id = await upload(longFile(ROWS / 1000));
    await expect.poll(() => worksOn(worker, id), SOON).toBe(true);
    return id;
  }

  const expectDone = (id: string, fields: object = {}) =>
    expect.poll(() => jobOf(id), SOON).toMatchObject({ status: 'SUCCEEDED', ...fields });

  test('all but PostgreSQL is away at the start', async () => {
    const { queue, cache, objects } = topology.ways;
    const dependencies = {
      database: 'ok',
      objects: 'unavailable',
      queue: 'unavailable',
      cache: 'unavailable',
    };
    expect(await readiness(api)).toEqual({ http: 503, status: 'unavailable', dependencies });
    expect(await readiness(worker)).toEqual({
      http: 503,
      status: 'unavailable',
      dependencies: expect.any(Object),
    });
    expect((await fetch(`${api.url}/health/live`)).status).toBe(200);
    expect(await reports()).toEqual({ totalCount: 0 });
    await expectRefused();

    await objects.restore();
    await expect.poll(() => readiness(api), SOON).toMatchObject({ http: 200, status: 'degraded' });
    const id = await upload();
    await sleep(1000);
    expect(await jobOf(id)).toMatchObject({ status: 'QUEUED' });
    await Promise.all([queue.restore(), cache.restore()]);
    await expectDone(id, { attempts: 1 });
  });

  test('Redis of the queue says nothing for 10 s', async () => {
    const running = await beginLongJob();
    topology.ways.queue.swallow();
    const asked = Date.now();
    const during = await upload();
    await expect
      .poll(() => inTime(() => readiness(api)), SOON)
      .toMatchObject({
        http: 200,
        status: 'degraded',
        dependencies: { queue: 'unavailable', database: 'ok' },
      });
    await expectDone(running, { attempts: 1, rowsRead: ROWS });
    await sleep(OUTAGE_MS - (Date.now() - asked));
    expect(await jobOf(during)).toMatchObject({ status: 'QUEUED' });

    await topology.restore();
    await expectDone(during, { attempts: 1 });
  });

  test.each([
    ['refuses', () => topology.ways.cache.refuse()],
    ['says nothing', () => topology.ways.cache.swallow()],
  ])('Redis of the cache %s: figures are the newest, sign-in and uploads go on', async (_, fault) => {
    await fault();
    const latest = async () => {
      const { data } = await inTime(() =>
        api.gql<{ dashboard: { latest: { id: string } } }>('{ dashboard { latest { id } } }'),
      );
      return data?.dashboard.latest.id;
    };
    const before = await latest();
    await expectDone(await upload(ownBytes(failing('2025-04-01 10:00', 'a'))));
    expect(await latest()).not.toBe(before);
    expect((await inTime(() => api.login())).data?.login.role).toBe('ADMIN');
    const cache = { http: 200, status: 'degraded', dependencies: { cache: 'unavailable', queue: 'ok' } };
    expect(await inTime(() => readiness(api))).toMatchObject(cache);
    await topology.restore();
    await expect.poll(() => readiness(api), SOON).toMatchObject({ status: 'ok' });
    const after = await latest();
    await expectDone(await upload(ownBytes(failing('2025-05-01 10:00', 'a'))));
    expect(await latest()).not.toBe(after);
  });

  test('PostgreSQL is restarted', async () => {
    const id = await beginLongJob();
    await topology.backends.databases.postgres.stop();
    const unavailable = {
      http: 503,
      status: 'unavailable',
      dependencies: { database: 'unavailable', objects: 'ok' },
    };
    expect(await inTime(() => readiness(api))).toMatchObject(unavailable);
    expect(await inTime(() => readiness(worker))).toMatchObject(unavailable);
    await topology.backends.databases.postgres.start();
    await expectDone(id, { rowsRead: ROWS });
    await expectDone(await upload(), { attempts: 1 });
  });

  test('nothing comes from PostgreSQL for 10 s', async () => {
    const id = await beginLongJob();
    for (const way of ['pooled', 'direct'] as const) topology.ways[way].swallow();
    const asked = Date.now();
    const bytes = ownBytes(failing('2025-03-01 10:00', 'a'));
    const codes = await Promise.all([
      put(api, bytes).then(({ code }) => code),
      api.upload({ bytes }).then(codeOf),
      api.gql('{ reports { edges { node { cases { totalCount } } } } }').then(codeOf),
      api.login().then(codeOf),
    ]);
    expect(codes).toEqual(Array(4).fill('UNAVAILABLE'));
    expect(Date.now() - asked).toBeLessThan(OUTAGE_MS);
    await sleep(OUTAGE_MS - (Date.now() - asked));
    expect(await inTime(() => readiness(api))).toMatchObject({ http: 503, status: 'unavailable' });
    expect((await fetch(`${api.url}/health/live`)).status).toBe(200);
    await topology.restore();
    await expectDone(id, { rowsRead: ROWS });
    await expectDone(await upload(), { attempts: 1 });
  });

  test('the bucket is away', async () => {
    await topology.ways.objects.refuse();
    await expectRefused();
    expect(await inTime(() => readiness(api))).toMatchObject({
      http: 503,
      dependencies: { objects: 'unavailable', database: 'ok' },
    });
  });

  test('the bucket goes away in the middle of an upload', async () => {
    const [first, ...rest] = [longFile(20), longFile(20)];
    const body = new ReadableStream({
      async start(controller) {
        controller.enqueue(first);
        await sleep(300);
        await topology.ways.objects.refuse();
        for (const chunk of rest) controller.enqueue(chunk);
        controller.close();
      },
    });
    const answer = await inTime(() => put(api, body));
    expect(answer).toMatchObject({ http: 503, code: 'UNAVAILABLE' });
  });

  test('the bucket goes away while a worker reads from it', async () => {
    await topology.ways.queue.refuse();
    const id = await upload(longFile(ROWS / 1000));
    topology.ways.objects.refuseAfter(1_000_000);
    await topology.ways.queue.restore();
    await expect.poll(() => jobOf(id), SOON).toMatchObject({ status: 'QUEUED', attempts: 1 });
    await topology.restore();
    await expectDone(id, { rowsRead: ROWS });
  });

  test('nothing comes from the bucket: whoever waits for it is told in the end', async () => {
    topology.ways.objects.swallow();
    const bytes = ownBytes(failing('2025-03-01 10:00', 'a'));
    const codes = await Promise.all([
      put(api, bytes).then(({ code }) => code),
      api.upload({ bytes }).then(codeOf),
    ]);
    expect(codes).toEqual(['UNAVAILABLE', 'UNAVAILABLE']);
  });

  test('credentials or bucket are wrong: it is said, and uploads are refused', async () => {
    const wrong: Record<string, string>[] = [{ S3_ACCESS_KEY_ID: 'WRONG' }, { S3_BUCKET: 'another' }];
    const misled = await Promise.all(wrong.map((env) => topology.start('api', { ...QUICK, ...env })));
    for (const service of misled) {
      expect(await readiness(service)).toMatchObject({
        http: 503,
        dependencies: { objects: 'unavailable', database: 'ok' },
      });
      const bytes = ownBytes(failing('2025-03-01 10:00', 'a'));
      expect(await put(service, bytes)).toMatchObject({ http: 503, code: 'UNAVAILABLE' });
      expect(service.output).toMatch(/degraded without its object store/);
      expect(await service.stop()).toBe(0);
    }
  });

  test('a worker is killed while Redis of the queue is away', async () => {
    const id = await beginLongJob();
    await topology.ways.queue.refuse();
    await worker.stop('SIGKILL');
    worker = await topology.start('worker', SLOW);
    await topology.restore();
    await expectDone(id, { attempts: 2, rowsRead: ROWS });
  });

  test('nothing was lost, and nothing made twice', async () => {
    expect(await reports()).toEqual({ totalCount: taken });
    const { data } = await api.gql<{ jobs: { status: string }[] }>('{ jobs { status } }');
    expect(data?.jobs).toEqual(Array(taken).fill({ status: 'SUCCEEDED' }));
  });
});

const codeOf = ({ errors }: { errors: { extensions: { code: string } }[] }) => errors[0]?.extensions.code;

/** The answer, which has to come soon, whatever is away. */
async function inTime<T>(ask: () => Promise<T>): Promise<T> {
  const asked = Date.now();
  const answer = await ask();
  expect(Date.now() - asked).toBeLessThan(PATIENCE_MS);
  return answer;
}
