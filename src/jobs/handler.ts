import { CodedError, type ErrorCode, publicError } from '../errors.js';
import type { JobRecord } from '../store/types.js';
import { type AnalysisParts, analyse } from './analysis.js';
import { RunningAttempt } from './attempt.js';
import { compareFiles } from './comparison.js';
import type { Hints } from './hints.js';
import type { AttemptOutcome } from './observer.js';
import type { WakeUp } from './queue.js';
import { type JobLog, logOf } from './types.js';
import { untilWritten } from './untilWritten.js';
import { jobTopic, REPORTS_TOPIC } from './watch.js';

/** Codes that say nothing about the file: another attempt may go well. All others end the job. */
const MACHINE_FAULTS: ReadonlySet<ErrorCode> = new Set([
  'UNAVAILABLE',
  'INTERNAL',
  'DISK_FULL',
  'FILE_CHANGED',
  'FILE_UNREADABLE',
  'OUTPUT_UNWRITABLE',
  'QUERY_TIMEOUT',
]);

const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 60_000;

export interface HandlerOptions {
  parts: AnalysisParts;
  hints: Hints;
  maxAttempts: number;
  /** Longest attempt. */
  timeoutMs: number;
  log: JobLog;
  /** Called when a job was handed back, to be attempted again after a pause. */
  wakeLater: (jobId: string, delayMs: number) => Promise<void>;
}

/** Works on jobs, as many as it is asked to; asking again for the same attempt does nothing. */
export class JobHandler {
  private readonly inHand = new Set<RunningAttempt>();
  private closing = false;
  private leaving: (() => void) | null = null;

  constructor(private readonly options: HandlerOptions) {}

  /**
   * Makes the attempt that an entry of the queue asks for, if it is still due.
   * @returns false when none is begun here any more
   */
  async handle(wakeUp: WakeUp): Promise<boolean> {
    if (this.closing) return false;
    const { parts, hints, timeoutMs } = this.options;
    const job = await parts.store.jobs.begin(wakeUp);
    if (!job) return true;
    const changed = () => hints.publish(jobTopic(job.id));
    changed();
    const log = logOf(this.options.log, { jobId: job.id, fence: job.fence });
    const { kind, attempts, bytesTotal } = job;
    log.info({ kind, attempts, bytesTotal }, 'an attempt at a job begins');
    const attempt = new RunningAttempt(job, parts.store.jobs, timeoutMs, changed, log);
    this.inHand.add(attempt);
    // A drain between the two moments above has not seen this attempt.
    if (this.closing) attempt.stop('CLOSING');
    let outcome: AttemptOutcome | null = 'failed';
    try {
      const made = await (job.kind === 'COMPARISON' ? compareFiles : analyse)(job, attempt, parts);
      outcome = made ? 'succeeded' : await this.howLost(job.id);
      if (made && job.kind === 'ANALYSIS') hints.publish(REPORTS_TOPIC);
    } catch (error) {
      outcome = await this.settle(job, attempt, error);
    } finally {
      if (outcome) parts.observer.attemptEnded(outcome);
      await attempt.end();
      changed();
      this.inHand.delete(attempt);
      if (this.inHand.size === 0) this.leaving?.();
    }
    return true;
  }

  /** Stops the attempt at a job that was taken from it, where it is in hand here, sooner than it would hear of it. */
  drop(jobId: string): void {
    for (const attempt of this.inHand) if (attempt.jobId === jobId) attempt.stop('LOST');
  }

  /**
   * Begins no more attempts, and resolves when those in hand have ended.
   * @param patienceMs those that have not ended by then stop, and hand their jobs back, uncounted
   */
  async drain(patienceMs: number): Promise<void> {
    this.closing = true;
    const stopAll = () => {
      for (const attempt of this.inHand) attempt.stop('CLOSING');
    };
    if (patienceMs === 0) stopAll();
    const impatience = setTimeout(stopAll, patienceMs);
    await new Promise<void>((resolve) => {
      this.leaving = resolve;
      if (this.inHand.size === 0) resolve();
    });
    clearTimeout(impatience);
  }

  /** Decides what becomes of a job whose attempt has not come to its end. */
  private async settle(
    job: JobRecord,
    attempt: RunningAttempt,
    error: unknown,
  ): Promise<AttemptOutcome | null> {
    const { jobs } = this.options.parts.store;
    await attempt.end();
    const { log } = attempt;
    if (attempt.stopReason === 'LOST') {
      log.info('an attempt has stopped: its job was cancelled or taken from it');
      return this.howLost(job.id);
    }
    if (attempt.stopReason === 'CLOSING') {
      // Whoever else works on the queue begins it now.
      if (await jobs.handBack(attempt, null)) await this.options.wakeLater(job.id, 0);
      log.info('a job is handed back, uncounted: the service stops');
      return 'handed_back';
    }
    if (attempt.stopReason === 'TIMEOUT') {
      log.error('a job took longer than it may');
      await this.written(() => jobs.fail(attempt, publicError(new CodedError('JOB_TIMEOUT'))));
      return 'timeout';
    }
    const isMachineFault = !(error instanceof CodedError) || MACHINE_FAULTS.has(error.code);
    sayFailed(log, job, error, isMachineFault);
    if (isMachineFault && job.attempts < this.options.maxAttempts) {
      const pauseMs = pauseAfter(job.attempts);
      const handedBack = await this.written(() => jobs.handBack(attempt, pauseMs));
      if (handedBack) await this.options.wakeLater(job.id, pauseMs);
    } else {
      await this.written(() => jobs.fail(attempt, publicError(error)));
    }
    return 'failed';
  }

  /** Null when another has taken the job: then that one has told of this attempt. */
  private async howLost(jobId: string): Promise<AttemptOutcome | null> {
    const job = await this.options.parts.store.jobs.get(jobId).catch(() => null);
    return job?.status === 'CANCELLED' ? 'cancelled' : null;
  }

  /** What made the attempt fail may be that the database is away; its job would look worked on until others take it. */
  private written(write: () => Promise<boolean>): Promise<boolean> {
    return untilWritten(write, () => this.closing);
  }
}

/** What is wrong with a file is told to its user; the operator hears of the machine. */
function sayFailed(log: JobLog, { attempts }: JobRecord, error: unknown, isMachineFault: boolean): void {
  if (isMachineFault) log.error({ err: error, attempts }, 'an attempt at a job has failed');
  else log.info({ error: publicError(error) }, 'a file cannot be analysed');
}

/** Milliseconds; each pause is twice the one before. */
function pauseAfter(attempts: number): number {
  return Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (attempts - 1));
}
