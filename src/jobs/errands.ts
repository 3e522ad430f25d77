import { createPostgresBackend, withBackend } from 'bullmq';
import type { Attempt } from '../store/types.js';
import { type JobLog, logOf } from './types.js';

const { Queue, Worker } = withBackend(createPostgresBackend);

const NAME = 'smartremedy-errands';
const HOUSEKEEPING = 'housekeeping';
/** Few at a time, so few connections. */
const CONNECTIONS = 2;
const AT_ONCE = 2;

/** Ten attempts, each pause twice the one before: with two seconds at first the last one is a quarter of an hour later. */
const TELLING_ATTEMPTS = 10;
export const TELLING_PAUSE_MS = 2000;

/** What an entry says: that the end of a job is to be told, or nothing: then it is time for housekeeping. */
type Errand = Attempt | { jobId?: undefined };

export interface ErrandOptions {
  /** PostgreSQL itself, without a pooler between. */
  url: string;
  log: JobLog;
  /** Looks after what is kept; one process at a time, every so many milliseconds. */
  housekeeping: { everyMs: number; run: () => Promise<void> };
  /** Tells somebody of the end of a job; throws when that failed, and is asked again later unless `isLast`. */
  tell: (ended: Attempt, isLast: boolean) => Promise<void>;
  /** Before the second attempt to tell; twice as long before each further one. */
  tellingPauseMs: number;
}

/** Small things that are done beside the jobs, and never wait behind a long analysis: they have a queue of their own. */
export interface Errands {
  /** Makes sure that this end of a job will be told. */
  tell(ended: Attempt): Promise<void>;
  close(): Promise<void>;
}

export async function openErrands(options: ErrandOptions): Promise<Errands> {
  const { url, log, housekeeping, tell, tellingPauseMs } = options;
  const connection = { connectionString: url, max: CONNECTIONS, migrate: true };
  const sayLost = (error: Error) =>
    log.warn({ err: error }, 'the queue of errands lost its connection or failed');
  const queue = new Queue<Errand>(NAME, {
    connection,
    defaultJobOptions: { removeOnComplete: true, removeOnFail: true },
  });
  queue.on('error', sayLost);
  await queue.waitUntilReady();
  await queue.upsertJobScheduler(
    HOUSEKEEPING,
    { every: housekeeping.everyMs },
    { name: HOUSEKEEPING, data: {} },
  );

  const worker = new Worker<Errand, void>(
    NAME,
    async ({ data, attemptsMade }) => {
      if (data.jobId === undefined) await housekeeping.run();
      else await tell(data, attemptsMade + 1 >= TELLING_ATTEMPTS);
    },
    { connection, concurrency: AT_ONCE, runRetryDelay: 1000 },
  );
  worker.on('error', sayLost);
  worker.on('failed', (errand, error) => {
    if (errand?.data.jobId === undefined)
      log.error({ err: error }, 'housekeeping has failed; it comes round again');
    else logOf(log, errand.data).warn({ err: error }, 'the end of a job could not be told');
  });
  await worker.waitUntilReady();

  return {
    async tell({ jobId, fence }) {
      await queue.add(
        'tell',
        { jobId, fence },
        // One entry for one end: a second is no second.
        {
          jobId: `${jobId}-${fence}`,
          attempts: TELLING_ATTEMPTS,
          backoff: { type: 'exponential', delay: tellingPauseMs },
        },
      );
    },
    async close() {
      await worker.close();
      await queue.close();
    },
  };
}
