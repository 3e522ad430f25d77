import type { Attempt } from '../store/types.js';
import type { AnalysisParts } from './analysis.js';
import type { Broker } from './broker/types.js';
import { type Errands, runErrands } from './errands.js';
import { JobHandler } from './handler.js';
import type { Hints } from './hints.js';
import { keepHouse, ORPHAN_AGE_MS } from './housekeeping.js';
import { type JobQueue, type WakeUp, workOnQueue } from './queue.js';
import { Recovery, reclaim, SILENT_MS } from './recovery.js';
import { announceRetention } from './retention.js';
import { sweepOrphans } from './sweep.js';
import { tellEnd } from './tellings.js';
import type { UploadKeeping } from './uploadKeeping.js';
import { REPORTS_TOPIC } from './watch.js';
import type { WebhookOptions } from './webhook.js';

/** How a process works on jobs. */
export interface WorkOptions {
  /** Jobs at a time. */
  atOnce: number;
  maxAttempts: number;
  /** Longest attempt at a job, in milliseconds. */
  timeoutMs: number;
  /** An attempt that was not heard of for so many milliseconds is dead. Default 20,000. */
  silentForMs?: number;
  /** How long jobs in hand may go on at the close, in milliseconds, until they are handed back. Default 0. */
  drainMs?: number;
  /** Reports that are kept; undefined: all. */
  maxReports?: number;
  /** Who is told of the end of every job; null: nobody. */
  webhook: WebhookOptions | null;
  uploads: UploadKeeping;
  /** Whether no other process works on this database: whatever was under way before this start is dead. */
  alone: boolean;
}

/** What the working process shares with the one that takes jobs in, which it may be as well. */
export interface WorkParts {
  parts: AnalysisParts;
  broker: Broker;
  queue: JobQueue;
  errands: Errands;
  hints: Hints;
  /** Puts a job that is still QUEUED into the queue; never throws. */
  wakeLater: (jobId: string, delayMs: number) => Promise<void>;
  /** Sends what is to be told of ends; never throws. */
  tellEnds: () => Promise<void>;
}

export interface Work {
  /** Stops the attempt at a job that was taken from it, where it is in hand here. */
  drop(jobId: string): void;
  /** Takes no more jobs, lets those in hand end or hands them back, and stops. */
  close(): Promise<void>;
}

/** Clears up after an earlier process, takes up the jobs that it left, and works on jobs from then on. */
export async function startWork(
  { parts, broker, queue, errands, hints, wakeLater, tellEnds }: WorkParts,
  options: WorkOptions,
): Promise<Work> {
  const { store, objects, log, observer } = parts;
  const { maxAttempts, timeoutMs, maxReports, webhook, uploads, alone } = options;
  const { silentForMs = SILENT_MS, drainMs = 0 } = options;
  try {
    const swept = await sweepOrphans(store, objects, alone ? 0 : ORPHAN_AGE_MS);
    if (swept.length > 0) log.info({ swept: swept.length }, 'removed what a crash had left behind');
  } catch (err) {
    log.warn({ err }, 'what a crash may have left behind stays until the next housekeeping');
  }
  // Whatever ran before is dead; before the queue is open, since it begins at once with what it still holds.
  if (alone) await reclaim(store.jobs, null, maxAttempts, log, observer);
  if (maxReports !== undefined) await announceRetention(maxReports, parts);

  const handler = new JobHandler({ parts, hints, maxAttempts, timeoutMs, log, wakeLater });
  const errandWorker = await runErrands(broker, {
    log,
    housekeeping: () => keepHouse({ maxReports, uploads }, parts, () => hints.publish(REPORTS_TOPIC)),
    tell: (ended: Attempt, isLast) => tellEnd(ended, isLast, webhook, store, log),
  });
  const begin = async (wakeUp: WakeUp) => {
    const isTaken = await handler.handle(wakeUp);
    await tellEnds();
    return isTaken;
  };
  const jobWorker = await workOnQueue(broker, options.atOnce, begin, log);
  const recovery = new Recovery(store.jobs, queue, errands, { maxAttempts, silentForMs }, log, observer);
  await recovery.start();

  return {
    drop: (jobId) => handler.drop(jobId),
    async close() {
      await jobWorker.pause();
      await handler.drain(drainMs);
      await recovery.close();
      await Promise.all([jobWorker.close(), errandWorker.close()]);
    },
  };
}
