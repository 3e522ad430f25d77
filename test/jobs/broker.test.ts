import { afterEach, describe, expect, test, vi } from 'vitest';
import { openBroker } from '../../src/jobs/broker/broker.js';
import { relayHints } from '../../src/jobs/broker/hintRelay.js';
import { type Broker, HAND_BACK, QueueDown } from '../../src/jobs/broker/types.js';
import { Hints } from '../../src/jobs/hints.js';
import type { JobLog } from '../../src/jobs/types.js';
import { startTestDatabase } from '../support/postgres.js';
import { TestRedis } from '../support/redis.js';
import { hasRedis } from '../support/services/installed.js';

const said: string[] = [];
const say = (_fields: unknown, message?: string) => void said.push(message ?? '');
const log: JobLog = { info: say, warn: say, error: say, child: () => log };

/** Ended after each test, the last one first. */
const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
  said.length = 0;
});

async function redisWith(policy?: string): Promise<TestRedis> {
  const redis = await TestRedis.start(policy);
  closers.push(() => redis.stop());
  return redis;
}

async function broker(redisUrl: string | undefined, url = ''): Promise<Broker> {
  const opened = await openBroker({ url, redisUrl, connections: 2, log });
  closers.push(() => opened.close());
  return opened;
}

/** What two ends of one queue, in processes of their own, do with an entry that the first one does not want. */
async function handBack(open: () => Promise<Broker>): Promise<string[]> {
  const taken: string[] = [];
  const producer = await (await open()).produce('queue', { removeOnComplete: true });
  const reluctant = await (await open()).consume(
    'queue',
    async () => {
      taken.push('reluctant');
      await reluctant.pause();
      return HAND_BACK;
    },
    { concurrency: 1 },
  );
  await producer.use((queue) => queue.add('work', { jobId: 'a', fence: 1 }, { jobId: 'a-1' }));
  await vi.waitFor(() => expect(taken).toEqual(['reluctant']), { timeout: 5000 });
  const willing = await (await open()).consume(
    'queue',
    async ({ data }) => {
      taken.push(`willing ${data.jobId}`);
      return undefined;
    },
    { concurrency: 1 },
  );
  await vi.waitFor(() => expect(taken).toEqual(['reluctant', 'willing a']), { timeout: 5000 });
  await Promise.all([reluctant.close(), willing.close(), producer.close()]);
  return taken;
}

test('an entry that is handed back goes to another process, over PostgreSQL', async () => {
  const database = await startTestDatabase();
  closers.push(() => database.stop());
  expect(await handBack(() => broker(undefined, database.url))).toHaveLength(2);
});

describe.skipIf(!hasRedis())('over Redis', () => {
  test('an entry that is handed back goes to another process', async () => {
    const redis = await redisWith();
    expect(await handBack(() => broker(redis.url))).toHaveLength(2);
  });

  test.each([
    ['allkeys-lru', true],
    ['noeviction', false],
  ])('a server with the policy %s is warned of: %s', async (policy, isWarned) => {
    const redis = await redisWith(policy);
    await broker(redis.url);
    const warned = () => said.some((line) => line.includes('maxmemory-policy to noeviction'));
    if (isWarned) await vi.waitFor(() => expect(warned()).toBe(true));
    else await new Promise((resolve) => setTimeout(resolve, 300));
    expect(warned()).toBe(isWarned);
  });

  test('a producer never waits for a server that is down, and is told when it is up', async () => {
    const redis = await TestRedis.reserve();
    closers.push(() => redis.stop());
    const opened = await broker(redis.url);
    const whenUp = vi.fn(async () => undefined);
    const producer = await opened.produce('queue', {}, whenUp);
    const add = () => producer.use((queue) => queue.add('work', {}));
    const asked = Date.now();
    await expect(add()).rejects.toBeInstanceOf(QueueDown);
    expect(Date.now() - asked).toBeLessThan(100);
    expect(whenUp).not.toHaveBeenCalled();
    for (const times of [1, 2]) {
      await redis.start();
      await vi.waitFor(() => expect(whenUp).toHaveBeenCalledTimes(times), { timeout: 5000 });
      await add();
      await redis.kill();
      await vi.waitFor(() => expect(add()).rejects.toBeInstanceOf(QueueDown));
    }
    await vi.waitFor(() => expect(said.filter((line) => line.includes('does not answer'))).toHaveLength(3));
    expect(said.filter((line) => line.includes('answers again'))).toHaveLength(2);
  });

  test('hints reach those who wait in another process, at once, and come to their own only once', async () => {
    const redis = await redisWith();
    const [here, there] = [new Hints(), new Hints()];
    for (const hints of [here, there]) {
      const relay = relayHints(hints, redis.url, log);
      closers.push(() => relay.close());
    }
    const heard = vi.spyOn(here, 'hear');
    const waiting = there.subscribe('job 1');
    await vi.waitFor(async () => {
      here.publish('job 1');
      const asked = Date.now();
      await waiting.next(500);
      expect(Date.now() - asked).toBeLessThan(100);
    });
    const before = heard.mock.calls.length;
    here.publish('job 1');
    await waiting.next(500);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(heard.mock.calls.length).toBe(before + 1);
  });
});
