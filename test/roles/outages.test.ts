import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Service } from '../support/service.js';
import { hasRedis } from '../support/services/installed.js';
import { longFile, Stack, worksOn } from '../support/stack.js';

const OUTAGE_MS = 4000;
/** With the pauses between tries to connect, and the recovery's look every three seconds. */
const BACK_MS = 15_000;

describe.skipIf(!hasRedis())('Redis of the queue', () => {
  let stack: Stack;
  beforeEach(async () => {
    stack = await Stack.open();
  });
  afterEach(() => stack.close());

  async function upload(api: Service, bytes = longFile(1)): Promise<string> {
    const asked = Date.now();
    const { data, errors } = await api.upload({ bytes });
    if (!data) throw new Error(JSON.stringify(errors));
    expect(Date.now() - asked).toBeLessThan(3000);
    expect(data.uploadReport.status).toBe('QUEUED');
    return data.uploadReport.id;
  }

  const readiness = async (service: Service) => {
    const response = await fetch(`${service.url}/health/ready`);
    return [response.status, await response.json()];
  };

  /** How often the outage is said: once for the queue, once for the hints, once for the cache. */
  const said = (output: string) => output.match(/it is tried again until it does/g)?.length;

  const STATES = { database: 'ok', objects: 'ok', cache: 'ok' };
  const OK = [200, { status: 'ok', dependencies: { ...STATES, queue: 'ok' } }];
  // The cache is another database of the same server.
  const GONE = { queue: 'unavailable', cache: 'unavailable' };
  const DEGRADED = [200, { status: 'degraded', dependencies: { ...STATES, ...GONE } }];

  test('is down at the start: the service comes up, takes files, and works on them when Redis is there', async () => {
    const [api, worker] = await Promise.all([stack.start('api'), stack.start('worker')]);
    expect(await readiness(api)).toEqual(DEGRADED);
    expect(await readiness(worker)).toEqual(DEGRADED);
    const ids = [await upload(api), await upload(api)];
    await sleep(1000);
    for (const id of ids) expect(await stack.store.jobs.get(id)).toMatchObject({ status: 'QUEUED' });

    await stack.redis.start();
    for (const id of ids)
      expect(await stack.untilStatus(id, 'SUCCEEDED', BACK_MS)).toMatchObject({ attempts: 1 });
    await vi.waitFor(async () => expect(await readiness(api)).toEqual(OK), { timeout: 5000 });
    expect(await readiness(worker)).toEqual(OK);
    for (const { output } of [api, worker]) expect(said(output)).toBeLessThan(4);
    expect(await worker.stop()).toBe(0);
    expect(await api.stop()).toBe(0);
  });

  test('is lost, with all that it held: no job is lost, none is made twice, and housekeeping goes on', async () => {
    await stack.redis.start();
    const api = await stack.start('api');
    const worker = await stack.start('worker', {
      ENGINE_BLOCK_BYTES: '256',
      MAX_REPORTS: '2',
      HOUSEKEEPING_EVERY: '1',
    });
    const running = await upload(api, longFile(100));
    const waiting = await upload(api);
    await vi.waitFor(() => expect(worksOn(worker, running)).toBe(true), { timeout: 10_000, interval: 20 });

    await stack.redis.kill();
    const during = await upload(api);
    expect(await readiness(api)).toEqual(DEGRADED);
    await sleep(OUTAGE_MS);
    await stack.redis.start();

    for (const id of [running, waiting, during])
      expect(await stack.untilStatus(id, 'SUCCEEDED', 2 * BACK_MS)).toMatchObject({ attempts: 1 });
    // The schedule went with Redis, too.
    await vi.waitFor(async () => expect(await stack.store.reports.recent(5)).toHaveLength(2), {
      timeout: 10_000,
      interval: 200,
    });
    expect(await readiness(worker)).toEqual(OK);
  });

  test('is lost for good: a worker stops all the same, and so does the API', async () => {
    await stack.redis.start();
    const [api, worker] = await Promise.all([stack.start('api'), stack.start('worker')]);
    await stack.redis.kill();
    await vi.waitFor(async () => expect(await readiness(api)).toEqual(DEGRADED));
    const asked = Date.now();
    expect(await Promise.all([worker.stop(), api.stop()])).toEqual([0, 0]);
    expect(Date.now() - asked).toBeLessThan(15_000);
  });
});
