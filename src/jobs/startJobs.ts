import { mkdir, rm } from 'node:fs/promises';
import { CodedError } from '../errors.js';
import type { JobRecord } from '../store/types.js';
import type { AnalysisParts } from './analysis.js';
import { contentKeyOf } from './contentKey.js';
import { openErrands, TELLING_PAUSE_MS } from './errands.js';
import { JobHandler } from './handler.js';
import { Hints } from './hints.js';
import { keepHouse, ORPHAN_AGE_MS } from './housekeeping.js';
import { openQueue, type QueueOptions } from './queue.js';
import { Recovery, reclaim } from './recovery.js';
import { removeReport } from './removal.js';
import { announceRetention } from './retention.js';
import { sweepOrphans } from './sweep.js';
import { sendTellings, tellEnd } from './tellings.js';
import { TemporaryFiles } from './temporaryFiles.js';
import type { JobService } from './types.js';
import type { UploadKeeping } from './uploadKeeping.js';
import { isOver, jobTopic, REPORTS_TOPIC, watchJob, watchReports } from './watch.js';
import type { WebhookOptions } from './webhook.js';

export interface JobsOptions extends Omit<AnalysisParts, 'log'> {
  queue: QueueOptions;
  maxAttempts: number;
  /** Longest attempt at a job, in milliseconds. */
  timeoutMs: number;
  /** Reports that are kept; undefined: all. */
  maxReports?: number;
  /** From one look at what is to be removed to the next, in milliseconds. */
  housekeepingMs: number;
  /** Who is told of the end of every job; null: nobody. */
  webhook: WebhookOptions | null;
  /** Before the webhook is told again when it failed; doubled each time. Default 2000 milliseconds. */
  tellingPauseMs?: number;
  uploads: UploadKeeping;
  /** Whether no other process works on this database: whatever was under way before this start is dead. */
  alone: boolean;
}

/** Clears up after an earlier process, takes up the jobs that it left, and works on jobs from then on. */
export async function startJobs({
  queue: queueOptions,
  maxAttempts,
  timeoutMs,
  maxReports,
  housekeepingMs,
  webhook,
  tellingPauseMs = TELLING_PAUSE_MS,
  uploads,
  alone,
  ...parts
}: JobsOptions): Promise<JobService> {
  const { store, objects, tmpDir } = parts;
  const { jobs } = store;
  const { log } = queueOptions;
  await rm(tmpDir, { recursive: true, force: true });
  await mkdir(tmpDir, { recursive: true, mode: 0o700 });
  try {
    const swept = await sweepOrphans(store, objects, alone ? 0 : ORPHAN_AGE_MS);
    if (swept.length > 0) log.info({ swept: swept.length }, 'removed what a crash had left behind');
  } catch (err) {
    log.warn({ err }, 'what a crash may have left behind stays until the next housekeeping');
  }

  const hints = new Hints();
  const analysisParts = { ...parts, log };
  const handler = new JobHandler({
    parts: analysisParts,
    hints,
    maxAttempts,
    timeoutMs,
    log,
    wakeLater: async (jobId, delayMs) => {
      const job = await jobs.get(jobId);
      if (job?.status === 'QUEUED') await queue.wake(job, delayMs);
    },
  });
  // Whatever ran before is dead; before the queue is open, since it begins at once with what it still holds.
  if (alone) await reclaim(jobs, null, maxAttempts, log);
  if (maxReports !== undefined) await announceRetention(maxReports, analysisParts);
  const errands = await openErrands({
    url: queueOptions.url,
    log,
    housekeeping: {
      everyMs: housekeepingMs,
      run: () => keepHouse({ maxReports, uploads }, analysisParts, () => hints.publish(REPORTS_TOPIC)),
    },
    tell: (ended, isLast) => tellEnd(ended, isLast, webhook, store, log),
    tellingPauseMs,
  });
  const tellsEnds = webhook !== null;
  const queue = await openQueue(queueOptions, async (wakeUp) => {
    await handler.handle(wakeUp);
    await tellEnds();
  });
  const recovery = new Recovery(jobs, queue, errands, maxAttempts, log);
  await recovery.start();
  const temporaryFiles = new TemporaryFiles(tmpDir, objects, log);
  temporaryFiles.start();

  /** The row decides; when the queue cannot be told now, the recovery tells it within seconds. */
  async function wake(job: JobRecord): Promise<void> {
    try {
      await queue.wake(job);
    } catch (error) {
      log.warn({ err: error, jobId: job.id }, 'the queue could not be told of a job yet');
    }
  }

  /** The same for ends that are to be told. */
  async function tellEnds(): Promise<void> {
    try {
      if (tellsEnds) await sendTellings(jobs, errands);
    } catch (error) {
      log.warn({ err: error }, 'the queue could not be told of the end of a job yet');
    }
  }

  return {
    async submitAnalysis({ upload, options, fileName = upload.fileName, createdBy }) {
      const job = await jobs.create({
        kind: 'ANALYSIS',
        fileName,
        createdBy,
        options,
        uploadIds: [upload.id],
        bytesTotal: upload.bytes,
        tellEnd: tellsEnds,
        contentKey: contentKeyOf(upload.sha256, options, parts.settings),
      });
      if (isOver(job.status)) await tellEnds();
      else await wake(job);
      return job;
    },

    async submitComparison({ previous, current, options, createdBy }) {
      const job = await jobs.create({
        kind: 'COMPARISON',
        fileName: `${previous.fileName} → ${current.fileName}`,
        createdBy,
        options,
        uploadIds: [previous.id, current.id],
        bytesTotal: previous.bytes + current.bytes,
        tellEnd: tellsEnds,
      });
      await wake(job);
      return job;
    },

    get: (id) => jobs.get(id),
    list: (query) => jobs.list(query),

    async cancel(id) {
      const cancelled = await jobs.cancel(id);
      if (!cancelled) throw new CodedError('NOT_FOUND', `There is no job ${id}.`);
      const { job, heirId } = cancelled;
      if (job.status !== 'CANCELLED') throw new CodedError('CONFLICT', 'The job is over already.');
      if (heirId === null) handler.drop(id);
      else hints.publish(jobTopic(heirId));
      hints.publish(jobTopic(id));
      await tellEnds();
      return job;
    },

    async retry(id) {
      const job = await jobs.retry(id, tellsEnds);
      if (!job) {
        const found = await jobs.get(id);
        if (!found) throw new CodedError('NOT_FOUND', `There is no job ${id}.`);
        throw new CodedError(
          'CONFLICT',
          `Only a job that failed or was cancelled can be retried; it is ${found.status}.`,
        );
      }
      await wake(job);
      hints.publish(jobTopic(id));
      return job;
    },

    async deleteReport(id) {
      if (!(await removeReport(id, analysisParts)))
        throw new CodedError('NOT_FOUND', `There is no report ${id}.`);
      hints.publish(REPORTS_TOPIC);
    },

    watchJob: (id) => watchJob(store, hints, id),
    watchReports: () => watchReports(store, hints),
    ping: () => queue.ping(),

    async close() {
      await temporaryFiles.close();
      await recovery.close();
      handler.close();
      await queue.close();
      await errands.close();
      hints.close();
    },
  };
}
