import type { Attempt } from '../store/types.js';
import type { Broker, Consumer, Producer } from './broker/types.js';
import { type JobLog, logOf } from './types.js';

const NAME = 'smartremedy-errands';
const HOUSEKEEPING = 'housekeeping';
const AT_ONCE = 2;

/** Ten attempts, each pause twice the one before: with two seconds at first the last one is a quarter of an hour later. */
const TELLING_ATTEMPTS = 10;
export const TELLING_PAUSE_MS = 2000;

export interface ErrandOptions {
  log: JobLog;
  /** Looks after what is kept; one process at a time, every so many milliseconds. */
  housekeeping: { everyMs: number; run: () => Promise<void> };
  /** Tells somebody of the end of a job; throws when that failed, and is asked again later unless `isLast`. */
  tell: (ended: Attempt, isLast: boolean) => Promise<void>;
}

/** Small things that are done beside the jobs, and never wait behind a long analysis: they have a queue of their own. */
export interface Errands {
  /**
   * Makes sure that this end of a job will be told.
   * @throws QueueDown, at once, while the queue cannot be told
   */
  tell(ended: Attempt): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens the end of the queue that says what there is to do.
 * @param tellingPauseMs before the second attempt to tell; twice as long before each further one
 */
export async function openErrands(broker: Broker, tellingPauseMs: number): Promise<Errands> {
  const producer = await broker.produce(NAME, DONE_AND_GONE);
  return {
    async tell({ jobId, fence }) {
      await producer.use((queue) =>
        queue.add(
          'tell',
          { jobId, fence },
          // One entry for one end: a second is no second.
          {
            jobId: `${jobId}-${fence}`,
            attempts: TELLING_ATTEMPTS,
            backoff: { type: 'exponential', delay: tellingPauseMs },
          },
        ),
      );
    },
    close: () => producer.close(),
  };
}

const DONE_AND_GONE = { removeOnComplete: true, removeOnFail: true };

/** Opens the other end, and sees to it that housekeeping comes round, whatever a Redis has forgotten. */
export async function runErrands(
  broker: Broker,
  { log, housekeeping, tell }: ErrandOptions,
): Promise<Consumer> {
  const schedule: Producer = await broker.produce(NAME, DONE_AND_GONE, (queue) =>
    queue.upsertJobScheduler(HOUSEKEEPING, { every: housekeeping.everyMs }, { name: HOUSEKEEPING, data: {} }),
  );
  const worker = await broker.consume(
    NAME,
    async ({ data, attemptsMade }) => {
      if (data.jobId === undefined) await housekeeping.run();
      else await tell(data, attemptsMade + 1 >= TELLING_ATTEMPTS);
      return undefined;
    },
    {
      concurrency: AT_ONCE,
      onFailed: (errand, error) => {
        if (errand?.data.jobId === undefined)
          log.error({ err: error }, 'housekeeping has failed; it comes round again');
        else logOf(log, errand.data).warn({ err: error }, 'the end of a job could not be told');
      },
    },
  );
  return {
    pause: () => worker.pause(),
    close: async () => {
      await worker.close();
      await schedule.close();
    },
  };
}
