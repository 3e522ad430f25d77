import { createRedisBackend, withBackend } from 'bullmq';
import type { Redis } from 'ioredis';
import { consumerOf, processorOf, WORKER_DEFAULTS, withinPatience } from './consuming.js';
import { Outage } from './outage.js';
import { IMPATIENT, PATIENT, redisClient, triedOnce } from './redisClient.js';
import { warnOfEviction } from './redisPolicy.js';
import { type Broker, type BrokerOptions, type Producing, QueueDown, type Subject } from './types.js';

const { Queue, Worker } = withBackend(createRedisBackend);

/**
 * Queues in Redis, which may be down, now or later: entries cannot be put in then, and none come out. What waits for
 * an entry stands in its row, and is put in when Redis is back.
 */
export async function openRedisBroker(
  redisUrl: string,
  { log }: Pick<BrokerOptions, 'log'>,
): Promise<Broker> {
  const outage = new Outage('Redis of the queue', log);
  const producing = redisClient(redisUrl, IMPATIENT, outage);
  let consuming: Redis | null = null;
  const tryNow = (task: () => Promise<unknown>) => task().catch((error) => outage.sayFailed(error));
  producing.on('ready', () => tryNow(() => warnOfEviction(producing, log)));
  await triedOnce(producing);

  return {
    async produce(name, entry, whenUp) {
      // Its version is of no interest to this end, and the answer could get lost in a moment of bad luck.
      const queue = new Queue<Subject>(name, {
        connection: producing,
        defaultJobOptions: entry,
        skipVersionCheck: true,
      });
      queue.on('error', (error) => outage.sayFailed(error));
      const use = async <T>(task: (queue: Producing) => Promise<T>): Promise<T> => {
        // Bull itself would wait for Redis.
        if (producing.status !== 'ready') throw new QueueDown();
        try {
          return await task(queue);
        } catch (cause) {
          throw new QueueDown(cause);
        }
      };
      if (whenUp) {
        producing.on('ready', () => tryNow(() => use(whenUp)));
        if (producing.status === 'ready') await tryNow(() => use(whenUp));
      }
      return { use, close: () => withinPatience(queue.close()) };
    },
    async consume(name, handle, { onFailed, ...options }) {
      consuming ??= redisClient(redisUrl, PATIENT, outage);
      const worker = new Worker<Subject, void>(name, processorOf(handle), {
        connection: consuming,
        ...WORKER_DEFAULTS,
        ...options,
      });
      worker.on('error', (error) => outage.sayFailed(error));
      if (onFailed) worker.on('failed', onFailed);
      // A worker that is closed before it is connected waits for that.
      if (producing.status === 'ready') await withinPatience(worker.waitUntilReady());
      return consumerOf(worker);
    },
    async close() {
      producing.disconnect();
      consuming?.disconnect();
    },
  };
}
