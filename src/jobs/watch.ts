import { CodedError } from '../errors.js';
import type { JobRecord, JobStatus, ReportRecord, Store } from '../store/types.js';
import type { Hints, Subscription } from './hints.js';

/** The row is read again after so many milliseconds even without a hint: another process may have changed it. */
const READ_AGAIN_MS = 1000;
/** More reports than are ever committed between two looks. */
const REPORTS_LOOKED_AT = 50;

export const REPORTS_TOPIC = 'reports';
export const jobTopic = (jobId: string): string => `job ${jobId}`;

export function isOver(status: JobStatus): boolean {
  return status === 'SUCCEEDED' || status === 'FAILED' || status === 'CANCELLED';
}

/** The job now, then as it is after every change, until it is over. @throws CodedError NOT_FOUND */
export function watchJob({ jobs }: Store, hints: Hints, id: string): AsyncIterableIterator<JobRecord> {
  // Subscribed first, read then: what changes between the two is a hint already.
  const subscription = hints.subscribe(jobTopic(id));
  return endingWith(subscription, async function* () {
    let seen: string | null = null;
    while (!subscription.isClosed) {
      const job = await jobs.get(id);
      if (!job) throw new CodedError('NOT_FOUND', `There is no job ${id}.`);
      const state = JSON.stringify(job);
      if (state !== seen) yield job;
      if (isOver(job.status)) return;
      seen = state;
      await subscription.next(READ_AGAIN_MS);
    }
  });
}

/** Every report that is committed from now on. */
export function watchReports({ reports }: Store, hints: Hints): AsyncIterableIterator<ReportRecord> {
  const subscription = hints.subscribe(REPORTS_TOPIC);
  const beginning = reports.recent(REPORTS_LOOKED_AT);
  // Handled when the iteration comes to it, which may be later than it fails.
  beginning.catch(() => undefined);
  return endingWith(subscription, async function* () {
    const known = new Set((await beginning).map(({ id }) => id));
    // When younger ones are deleted, older ones come into view that were there before.
    const floor = known.size < REPORTS_LOOKED_AT ? null : (await beginning)[REPORTS_LOOKED_AT - 1].createdAt;
    while (!subscription.isClosed) {
      const recent = await reports.recent(REPORTS_LOOKED_AT);
      const created = recent.filter(({ id, createdAt }) => !known.has(id) && !(floor && createdAt < floor));
      for (const report of await reports.getMany(created.map(({ id }) => id).reverse())) {
        if (report) yield report;
      }
      for (const { id } of created) known.add(id);
      await subscription.next(READ_AGAIN_MS);
    }
  });
}

/** A generator that ends its subscription when it ends, and that ends at once when its consumer leaves. */
function endingWith<T>(
  subscription: Subscription,
  generate: () => AsyncGenerator<T>,
): AsyncIterableIterator<T> {
  const generator = generate();
  const iterator: AsyncIterableIterator<T> = {
    [Symbol.asyncIterator]: () => iterator,
    async next() {
      try {
        const result = await generator.next();
        if (result.done) subscription.close();
        return result;
      } catch (error) {
        subscription.close();
        throw error;
      }
    },
    async return() {
      // A generator that waits would answer only after its wait.
      subscription.close();
      return generator.return(undefined);
    },
  };
  return iterator;
}
