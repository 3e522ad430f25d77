import type { AnalysisOptions } from '../domain/options.js';
import type { ErrorCode } from '../errors.js';
import type { Attempt } from './commonTypes.js';

export const JOB_KINDS = ['ANALYSIS', 'COMPARISON'] as const;
export type JobKind = (typeof JOB_KINDS)[number];

export const JOB_STATUSES = ['QUEUED', 'RUNNING', 'SUCCEEDED', 'FAILED', 'CANCELLED'] as const;
export type JobStatus = (typeof JOB_STATUSES)[number];

/** Told of jobs that have ended, when that is committed. */
export interface JobEndObserver {
  ended(kind: JobKind, status: JobStatus, jobs: number): void;
}

/** In the order in which a job passes them. */
export const JOB_STAGES = [
  'RECEIVED',
  'SCANNING',
  'MERGING',
  'CLASSIFYING',
  'COMPARING',
  'REPORTING',
  'STORING',
  'DONE',
] as const;
export type JobStage = (typeof JOB_STAGES)[number];

export interface JobOptions extends AnalysisOptions {
  /** Whether the report gets a trend against the one before it. Default true. */
  compareWithPrevious?: boolean;
}

export interface JobError {
  code: ErrorCode;
  message: string;
}

export interface JobRecord {
  id: string;
  kind: JobKind;
  status: JobStatus;
  stage: JobStage;
  /** 0–1, never falls. */
  progress: number;
  bytesRead: number;
  bytesTotal: number;
  rowsRead: number;
  attempts: number;
  fileName: string;
  createdBy: string;
  /** True when the job points to the report of an earlier, equal upload. */
  deduplicated: boolean;
  /** Set when FAILED. */
  error: JobError | null;
  createdAt: Date;
  startedAt: Date | null;
  finishedAt: Date | null;
  /** Set when an ANALYSIS has SUCCEEDED. */
  reportId: string | null;
  options: JobOptions;
  /** One for an ANALYSIS; previous and current for a COMPARISON. */
  uploadIds: string[];
  /** Number of the attempt that may write; raised by every attempt, hand-back and retry. */
  fence: number;
}

export interface NewJob {
  kind: JobKind;
  fileName: string;
  createdBy: string;
  options: JobOptions;
  uploadIds: string[];
  bytesTotal: number;
  /** Whether somebody outside is to be told of its end. Default false. */
  tellEnd?: boolean;
  /** The same for jobs that lead to the same report, which is then made once. Default null: equal to no other. */
  contentKey?: string | null;
}

/** What a cancel has done. */
export interface CancelOutcome {
  /** The job as it is now, whatever it is. */
  job: JobRecord;
  /** The equal job that waited and has taken over the attempt in hand; null when there was none. */
  heirId: string | null;
}

/** How many jobs there are. */
export interface JobCensus {
  /** Of each kind and status, those of which there is none among them. */
  jobs: { kind: JobKind; status: JobStatus; jobs: number }[];
  /** Seconds that the QUEUED job has waited that has waited longest; 0 when none waits. */
  oldestWaitSeconds: number;
}

/** What an attempt has got to. */
export interface JobProgress {
  stage: JobStage;
  /** 0–1. */
  progress: number;
  bytesRead: number;
  rowsRead: number;
}

export interface JobRepository {
  /**
   * SUCCEEDED at once and `deduplicated` when there is a report of an equal job, else QUEUED.
   * @throws CodedError NOT_FOUND when an upload of the job is no longer kept
   */
  create(job: NewJob): Promise<JobRecord>;
  get(id: string): Promise<JobRecord | null>;
  /** Newest first. */
  list(query: { status?: JobStatus; first: number }): Promise<JobRecord[]>;
  /** QUEUED jobs that neither pause after a fault of the machine nor wait for an equal one, in the order of the queue. */
  queued(first: number): Promise<JobRecord[]>;
  /** Places of jobs in the queue, from 1; in the order of the ids, null for those that do not wait. */
  queuePositions(ids: readonly string[]): Promise<(number | null)[]>;
  /** Counts all jobs, by one statement. */
  census(): Promise<JobCensus>;
  /** Jobs that are over and of whose end somebody is still to be told, longest over first. */
  untold(first: number): Promise<JobRecord[]>;
  /** Nobody is to be told of this end of the job any more; of another, after a retry, yes. */
  told(ended: Attempt): Promise<void>;
  /**
   * Starts the next attempt: RUNNING, fence and attempts raised. Null when the job is over or gone, or its fence is
   * another: whoever asks was woken for an attempt that others have begun since. Null also while an equal job is
   * RUNNING, and when the report of one is there: then the job has ended with it.
   */
  begin(wakeUp: Attempt): Promise<JobRecord | null>;
  /**
   * Takes jobs away from attempts that are dead: QUEUED under a new fence, or FAILED with `exhausted` when they have
   * been attempted maxAttempts times.
   * @param silentForMs RUNNING jobs whose attempt has not been heard of for so long; null: all that are not over,
   *                    for a start at which nobody else can be at work
   * @returns the jobs as they are now
   */
  reclaim(how: {
    silentForMs: number | null;
    maxAttempts: number;
    exhausted: JobError;
  }): Promise<JobRecord[]>;
  /** False when the attempt has lost the job (cancelled, deleted, or another attempt has begun): it must stop. */
  saveProgress(attempt: Attempt, progress: JobProgress): Promise<boolean>;
  /** Ends the job as FAILED. False when the attempt has lost the job. */
  fail(attempt: Attempt, error: JobError): Promise<boolean>;
  /**
   * Gives the job back as QUEUED, so that it is begun again. False when the attempt has lost the job.
   * An attempt that ends by a stop of the service does not count, and the job keeps its place in the queue.
   * @param pauseMs after a fault of the machine: the attempt counts, and the job waits so long before it queues
   */
  handBack(attempt: Attempt, pauseMs: number | null): Promise<boolean>;
  /** CANCELLED, if QUEUED or RUNNING. Null when there is none. An equal job that waits takes the attempt over. */
  cancel(id: string): Promise<CancelOutcome | null>;
  /**
   * QUEUED anew, as if it had just come, if FAILED or CANCELLED. Null when there is none such.
   * @param tellEnd whether somebody outside is to be told of its end
   */
  retry(id: string, tellEnd: boolean): Promise<JobRecord | null>;
}
