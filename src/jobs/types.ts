import type { Logger } from 'pino';
import type { ScanHooks, ScanInPlace, ScanRequest } from '../engine/node/types.js';
import type {
  Attempt,
  JobOptions,
  JobRecord,
  JobStatus,
  ReportRecord,
  UploadRecord,
} from '../store/types.js';

/** Where jobs say what the operator should know. */
export interface JobLog extends Pick<Logger, 'info' | 'warn' | 'error'> {
  /** The same log, with these values in every line. */
  child(values: Record<string, unknown>): JobLog;
}

/** The log of what concerns one job: it is found by the job's id. */
export function logOf(log: JobLog, { jobId, fence }: Attempt): JobLog {
  return log.child({ jobId, fence });
}

/** The part of the engine that jobs use. */
export interface AnalysisEngine {
  scanInPlace(request: ScanRequest, hooks: ScanHooks): Promise<ScanInPlace>;
  run<T>(
    name:
      | 'makeCaseRows'
      | 'makeCaseOrders'
      | 'makeArtefacts'
      | 'makeTables'
      | 'periodStart'
      | 'makeTrend'
      | 'makeComparison',
    task: unknown,
  ): Promise<T>;
}

export interface AnalysisRequest {
  upload: UploadRecord;
  options: JobOptions;
  /** Default: the upload's own. */
  fileName?: string;
  createdBy: string;
}

export interface ComparisonRequest {
  /** As given; which one is the earlier is decided by their last events. */
  previous: UploadRecord;
  current: UploadRecord;
  /** Hold for both files. */
  options: JobOptions;
  createdBy: string;
}

/** What the API asks of the jobs. Ids that name nothing: NOT_FOUND. */
export interface JobService {
  /** Writes the job and wakes the queue; returns at once. From here on the upload is analysed, whatever crashes. */
  submitAnalysis(request: AnalysisRequest): Promise<JobRecord>;
  /** The same for a comparison of two uploads, which may be one and the same. */
  submitComparison(request: ComparisonRequest): Promise<JobRecord>;
  get(id: string): Promise<JobRecord | null>;
  /** Newest first. */
  list(query: { status?: JobStatus; first: number }): Promise<JobRecord[]>;
  /**
   * Cancels a job that is not over; the job as it is then. One that was cancelled already stays so.
   * @throws CodedError NOT_FOUND, CONFLICT when it has SUCCEEDED or FAILED
   */
  cancel(id: string): Promise<JobRecord>;
  /**
   * Queues a job anew that has FAILED or was CANCELLED; the job as it is then.
   * @throws CodedError NOT_FOUND, CONFLICT when its status is another
   */
  retry(id: string): Promise<JobRecord>;
  /**
   * Removes a report with its cases, artefacts and trends, and makes the trends of the reports after it anew.
   * @throws CodedError NOT_FOUND
   */
  deleteReport(id: string): Promise<void>;
  /**
   * The job now, then after every change, each newer than the one before; ends after the one that says how the job
   * ended. @throws CodedError NOT_FOUND
   */
  watchJob(id: string): AsyncIterableIterator<JobRecord>;
  /** Every report created from now on, until the iterator is returned or the service closes. */
  watchReports(): AsyncIterableIterator<ReportRecord>;
  /** Resolves when the queue answers. */
  ping(): Promise<void>;
  /** Hands the jobs in hand back, stops the queue. The store stays open. */
  close(): Promise<void>;
}
