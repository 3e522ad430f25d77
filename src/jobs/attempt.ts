import { StopFlag } from '../domain/stopFlag.js';
import type { ScanProgress } from '../engine/node/types.js';
import type { JobProgress, JobRecord, JobRepository, JobStage, StoppableAttempt } from '../store/types.js';
import type { JobLog } from './types.js';

/** Why an attempt stops before its end: another has the job or nobody, the service ends, or it took too long. */
export type StopReason = 'LOST' | 'CLOSING' | 'TIMEOUT';

/** Milliseconds from the start to the first write of progress, and from each to the next. */
const FIRST_WRITE_MS = 100;
const WRITE_EVERY_MS = 400;

/** Where each stage begins, as a share of the whole; long stages move on towards the next one's beginning. */
const BEGINS_AT: Record<JobStage, number> = {
  RECEIVED: 0,
  SCANNING: 0,
  MERGING: 0.7,
  CLASSIFYING: 0.76,
  COMPARING: 0.78,
  REPORTING: 0.82,
  STORING: 0.93,
  DONE: 1,
};

/** Stages of which nothing is known but that they go on, and where the next one begins. */
const UNMEASURED_UNTIL: Partial<Record<JobStage, number>> = {
  MERGING: BEGINS_AT.COMPARING,
  COMPARING: BEGINS_AT.REPORTING,
  REPORTING: BEGINS_AT.STORING,
  STORING: BEGINS_AT.DONE,
};
const CREEP = 0.1;

/**
 * An attempt that is under way: writes its progress into the job, twice a second and more, and hears by the same
 * write when the job is no longer its own.
 */
export class RunningAttempt implements StoppableAttempt {
  readonly jobId: string;
  readonly fence: number;
  private readonly stopping = new AbortController();
  private readonly flag = StopFlag.create();
  private readonly bytesTotal: number;
  private state: JobProgress = { stage: 'SCANNING', progress: 0, bytesRead: 0, rowsRead: 0 };
  private timer: NodeJS.Timeout | null = null;
  private readonly timeout: NodeJS.Timeout;
  private writing: Promise<void> = Promise.resolve();

  /**
   * @param timeoutMs   the attempt is stopped when it has lasted so long
   * @param onWritten   called after every write of progress
   */
  constructor(
    job: JobRecord,
    private readonly jobs: JobRepository,
    timeoutMs: number,
    private readonly onWritten: () => void,
    /** Says of which job and attempt it speaks. */
    readonly log: JobLog,
  ) {
    this.jobId = job.id;
    this.fence = job.fence;
    this.bytesTotal = job.bytesTotal;
    this.writeAfter(FIRST_WRITE_MS);
    this.timeout = setTimeout(() => this.stop('TIMEOUT'), timeoutMs);
  }

  /** Aborted, with a StopReason, when the attempt should stop. */
  get signal(): AbortSignal {
    return this.stopping.signal;
  }

  get stopReason(): StopReason | null {
    return this.signal.aborted ? this.signal.reason : null;
  }

  /** The same for threads: memory of a StopFlag, raised when the attempt should stop. */
  get stopFlag(): SharedArrayBuffer {
    return this.flag.buffer;
  }

  /** The first reason counts. */
  stop(reason: StopReason): void {
    this.flag.raise();
    this.stopping.abort(reason);
  }

  /** Takes what the engine says about the scan. */
  scanned({ stage, bytesRead, rowsRead }: ScanProgress): void {
    const share = this.bytesTotal > 0 ? Math.min(1, bytesRead / this.bytesTotal) : 1;
    const within = stage === 'SCANNING' ? share * (BEGINS_AT.MERGING - BEGINS_AT.SCANNING) : 0;
    this.advance({ stage, progress: BEGINS_AT[stage] + within, bytesRead, rowsRead });
  }

  /** Begins a stage, unless the attempt should stop: then it throws what the signal aborted with. */
  enter(stage: JobStage): void {
    this.signal.throwIfAborted();
    this.advance({ ...this.state, stage, progress: BEGINS_AT[stage] });
  }

  /** Ends the writing; resolves when the last one is through. */
  async end(): Promise<void> {
    clearTimeout(this.timeout);
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    await this.writing;
  }

  private advance(to: JobProgress): void {
    this.state = { ...to, progress: Math.max(this.state.progress, to.progress) };
  }

  private writeAfter(ms: number): void {
    this.timer = setTimeout(() => {
      this.writing = this.write().finally(() => {
        // Not after the end, which may have come while this was written.
        if (this.timer) this.writeAfter(WRITE_EVERY_MS);
      });
    }, ms);
  }

  /**
   * Writing artefacts and case rows is not measured while it goes on: with every write progress takes a part of the
   * way that is left to the next stage: a watcher sees the job alive, and the next stage only when it has begun.
   */
  private creep(): void {
    const { stage, progress } = this.state;
    const next = UNMEASURED_UNTIL[stage];
    if (next !== undefined) this.state = { ...this.state, progress: progress + (next - progress) * CREEP };
  }

  private async write(): Promise<void> {
    this.creep();
    try {
      if (!(await this.jobs.saveProgress(this, this.state))) this.stop('LOST');
      this.onWritten();
    } catch (error) {
      // The next write, or the commit, finds out whether the job is still ours.
      this.log.warn({ err: error }, 'progress could not be written');
    }
  }
}
