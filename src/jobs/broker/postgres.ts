import { createPostgresBackend, withBackend } from 'bullmq';
import { HeardClient } from '../../store/db/heardClient.js';
import { consumerOf, processorOf, WORKER_DEFAULTS, withinPatience } from './consuming.js';
import { Outage } from './outage.js';
import type { Broker, BrokerOptions, Subject } from './types.js';

const { Queue, Worker } = withBackend(createPostgresBackend);

/** Queues as tables of a schema of Bull's own, beside ours. */
export function openPostgresBroker({ url, connections, log }: BrokerOptions): Broker {
  const connection = { connectionString: url, max: connections, migrate: true, Client: HeardClient };
  const outage = new Outage('the job queue in PostgreSQL', log);
  return {
    async produce(name, entry, whenUp) {
      const queue = new Queue<Subject>(name, { connection, defaultJobOptions: entry });
      queue.on('error', (error) => outage.sayFailed(error));
      await queue.waitUntilReady();
      await whenUp?.(queue);
      return { use: (task) => task(queue), close: () => withinPatience(queue.close()) };
    },
    async consume(name, handle, { onFailed, ...options }) {
      const worker = new Worker<Subject, void>(name, processorOf(handle), {
        connection,
        ...WORKER_DEFAULTS,
        ...options,
      });
      worker.on('error', (error) => outage.sayFailed(error));
      if (onFailed) worker.on('failed', onFailed);
      await worker.waitUntilReady();
      return consumerOf(worker);
    },
    close: async () => undefined,
  };
}
