import { createPostgresBackend, withBackend } from 'bullmq';
import type { Attempt, JobRecord } from '../store/types.js';
import { type JobLog, logOf } from './types.js';

/** What an entry of the queue says: that this job waits for the attempt after this fence. */
export type WakeUp = Attempt;

export interface JobQueue {
  /** Makes sure that the job is in the queue; one that is there already stays where it is. */
  wake(job: JobRecord, delayMs?: number): Promise<void>;
  /** Resolves when the queue answers. */
  ping(): Promise<void>;
  /** Takes no more jobs, and resolves when the handler has returned from those in hand. */
  close(): Promise<void>;
}

export interface QueueOptions {
  /** PostgreSQL itself, without a pooler between. */
  url: string;
  /** Connections of each end. */
  connections: number;
  atOnce: number;
  log: JobLog;
}

const { Queue, Worker } = withBackend(createPostgresBackend);

const NAME = 'smartremedy';
/** Entries of one attempt have one id, so that a second is no second; another attempt's never stand in its way. */
const entryId = ({ jobId, fence }: WakeUp): string => `${jobId}-${fence}`;

/** Bull keeps its tables in a schema of its own, and its retries to itself: attempts are counted on the job. */
const DEFAULT_ENTRY = { removeOnComplete: true, removeOnFail: true, attempts: 1 };
const NEVER_GIVE_UP = 1_000_000;

/** Opens both ends of the queue. Every entry leads to a call of the handler, which may come more than once. */
export async function openQueue(
  { url, connections, atOnce, log }: QueueOptions,
  handle: (wakeUp: WakeUp) => Promise<void>,
): Promise<JobQueue> {
  const connection = { connectionString: url, max: connections, migrate: true };
  const sayLost = (error: Error) => log.warn({ err: error }, 'the job queue lost its connection or failed');

  const queue = new Queue<WakeUp>(NAME, { connection, defaultJobOptions: DEFAULT_ENTRY });
  queue.on('error', sayLost);
  await queue.waitUntilReady();

  const worker = new Worker<WakeUp, void>(NAME, (entry) => handle(entry.data), {
    connection,
    concurrency: atOnce,
    lockDuration: 60_000,
    maxStalledCount: NEVER_GIVE_UP,
    runRetryDelay: 1000,
  });
  worker.on('error', sayLost);
  worker.on('failed', (entry, error) => {
    const said = entry ? logOf(log, entry.data) : log;
    said.error({ err: error }, 'an entry of the queue has failed; its job is looked after again');
  });
  await worker.waitUntilReady();

  return {
    async wake({ id, fence }, delayMs = 0) {
      const wakeUp = { jobId: id, fence };
      await queue.add('analysis', wakeUp, { jobId: entryId(wakeUp), delay: delayMs });
    },
    async ping() {
      await queue.isPaused();
    },
    async close() {
      await worker.close();
      await queue.close();
    },
  };
}
