import type { Attempt, JobRecord } from '../store/types.js';
import { type Broker, type Consumer, HAND_BACK } from './broker/types.js';
import { type JobLog, logOf } from './types.js';

/** What an entry of the queue says: that this job waits for the attempt after this fence. */
export type WakeUp = Attempt;

export interface JobQueue {
  /**
   * Makes sure that the job is in the queue; one that is there already stays where it is.
   * @throws QueueDown, at once, while the queue cannot be told
   */
  wake(job: JobRecord, delayMs?: number): Promise<void>;
  /** Resolves when the queue answers. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

const NAME = 'smartremedy';
/** Entries of one attempt have one id, so that a second is no second; another attempt's never stand in its way. */
const entryId = ({ jobId, fence }: WakeUp): string => `${jobId}-${fence}`;

/** Bull keeps its retries to itself: attempts are counted on the job. */
const DEFAULT_ENTRY = { removeOnComplete: true, removeOnFail: true, attempts: 1 };
const NEVER_GIVE_UP = 1_000_000;

/** Opens the end of the queue that says which jobs wait. */
export async function openQueue(broker: Broker): Promise<JobQueue> {
  const producer = await broker.produce(NAME, DEFAULT_ENTRY);
  return {
    async wake({ id, fence }, delayMs = 0) {
      const wakeUp = { jobId: id, fence };
      await producer.use((queue) =>
        queue.add('analysis', wakeUp, { jobId: entryId(wakeUp), delay: delayMs }),
      );
    },
    async ping() {
      await producer.use((queue) => queue.isPaused());
    },
    close: () => producer.close(),
  };
}

/**
 * Opens the other end. Every entry leads to a call of the handler, which may come more than once.
 * @param handle false when nothing is begun any more: the entry is left to another process
 */
export function workOnQueue(
  broker: Broker,
  atOnce: number,
  handle: (wakeUp: WakeUp) => Promise<boolean>,
  log: JobLog,
): Promise<Consumer> {
  const take = async ({ data }: { data: WakeUp | { jobId?: undefined } }) =>
    data.jobId === undefined || (await handle(data)) ? undefined : HAND_BACK;
  return broker.consume(NAME, take, {
    concurrency: atOnce,
    lockDuration: 60_000,
    maxStalledCount: NEVER_GIVE_UP,
    onFailed: (entry, error) => {
      const subject = entry?.data;
      const said = subject?.jobId === undefined ? log : logOf(log, subject);
      said.error({ err: error }, 'an entry of the queue has failed; the row of its job is looked at again');
    },
  });
}
