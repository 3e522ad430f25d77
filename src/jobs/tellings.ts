import type { Attempt, JobRepository, Store } from '../store/types.js';
import type { Errands } from './errands.js';
import { type JobLog, logOf } from './types.js';
import { tell, type WebhookOptions } from './webhook.js';

/** Ends looked at each time; those behind them get their turn when these are told. */
const UNTOLD_AT_ONCE = 100;

/** Sees to it that every end that is to be told will be. */
export async function sendTellings(jobs: JobRepository, errands: Errands): Promise<void> {
  for (const { id, fence } of await jobs.untold(UNTOLD_AT_ONCE)) await errands.tell({ jobId: id, fence });
}

/**
 * Tells a webhook of the end of a job, once it has ended that way; an end that is told already, or that was undone by
 * a retry, is not told. After the last attempt the end counts as told, or it would be tried for ever.
 * @throws CodedError UNAVAILABLE when another attempt is to follow
 */
export async function tellEnd(
  ended: Attempt,
  isLast: boolean,
  webhook: WebhookOptions | null,
  { jobs, trends }: Store,
  log: JobLog,
): Promise<void> {
  const job = await jobs.get(ended.jobId);
  if (webhook !== null && job?.fence === ended.fence && job.finishedAt !== null) {
    const [ofReport] = await trends.ofReports(job.reportId === null ? [] : [job.reportId]);
    const [ofJob] = await trends.ofJobs([job.id]);
    try {
      await tell(webhook, job, (ofJob ?? ofReport)?.id ?? null);
    } catch (error) {
      if (!isLast) throw error;
      logOf(log, ended).error({ err: error }, 'the webhook was not told of the end of a job; it is given up');
    }
  }
  await jobs.told(ended);
}
