import type { Attempt } from '../store/types.js';
import type { Broker, Consumer } from './broker/types.js';
import { type JobLog, logOf } from './types.js';

const NAME = 'smartremedy-errands';
const HOUSEKEEPING = 'housekeeping';
const AT_ONCE = 2;

/** Ten attempts, each pause twice the one before: with two seconds at first the last one is a quarter of an hour later. */
const TELLING_ATTEMPTS = 10;
export const TELLING_PAUSE_MS = 2000;

const DONE_AND_GONE = { removeOnComplete: true, removeOnFail: true };

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
 * @param housekeepingMs from one housekeeping to the next, which comes round whatever a Redis has forgotten; null: left
 *   to the processes that work
 */
export async function openErrands(
  broker: Broker,
  tellingPauseMs: number,
  housekeepingMs: number | null,
): Promise<Errands> {
  const producer = await broker.produce(NAME, DONE_AND_GONE, async (queue) => {
    if (housekeepingMs !== null)
      await queue.upsertJobScheduler(
        HOUSEKEEPING,
        { every: housekeepingMs },
        { name: HOUSEKEEPING, data: {} },
      );
  });
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

export interface ErrandTasks {
  log: JobLog;
  /** Looks after what is kept; called in one process at a time. */
  housekeeping: () => Promise<void>;
  /** Tells somebody of the end of a job; throws when that failed, and is asked again later unless `isLast`. */
  tell: (ended: Attempt, isLast: boolean) => Promise<void>;
}

/** Opens the other end. */
export function runErrands(broker: Broker, { log, housekeeping, tell }: ErrandTasks): Promise<Consumer> {
  return broker.consume(
    NAME,
    async ({ data, attemptsMade }) => {
      if (data.jobId === undefined) await housekeeping();
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
}
