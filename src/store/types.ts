import type { RefusalReason } from '../domain/facts.js';
import type { AnalysisOptions } from '../domain/options.js';
import type {
  ActionGroup,
  Artifact,
  LocalDateTime,
  ReportSummary,
  SuggestedAction,
} from '../domain/report.js';
import type { ErrorCode } from '../errors.js';
import type { Attempt, Page, PageRequest, StoppableAttempt } from './commonTypes.js';
import type { TrendMaking, TrendRepository } from './trendTypes.js';
import type { UserRepository } from './userTypes.js';

export type { Attempt, Page, PageRequest, StoppableAttempt } from './commonTypes.js';
export type * from './objectTypes.js';
export type * from './trendTypes.js';
export type * from './userTypes.js';

/** Instants are Dates; an event's wall-clock time is a LocalDateTime, never a Date. */

export { ROLES } from './userTypes.js';

export interface UploadRecord {
  id: string;
  /** Where the bytes lie in the object store. */
  objectKey: string;
  fileName: string;
  /** Size and SHA-256 (lower-case hexadecimal) of the bytes as uploaded. */
  bytes: number;
  sha256: string;
  createdBy: string;
  createdAt: Date;
}

export interface UploadRepository {
  create(upload: Omit<UploadRecord, 'createdAt'>): Promise<UploadRecord>;
  /** Null when there is none, or when its bytes are no longer kept. */
  get(id: string): Promise<UploadRecord | null>;
  /** Forgets an upload that no job names; its object is the caller's to remove. */
  remove(id: string): Promise<void>;
  /**
   * Forgets uploads that are no longer needed; never one that a job waits for or works on. What a report was made from
   * is asked for by its row for as long as there is the report, and answered with null from now on.
   * @param unusedForMs those of no report, which no job has used for so long
   * @param keptForMs   those that came so long ago, whatever names them; null: none of them
   * @returns what was forgotten; the objects are the caller's to remove
   */
  forgetUnneeded(how: {
    unusedForMs: number;
    keptForMs: number | null;
    first: number;
  }): Promise<UploadRecord[]>;
  /** Which of these object keys some upload names. */
  namedKeys(objectKeys: string[]): Promise<Set<string>>;
}

export const JOB_KINDS = ['ANALYSIS', 'COMPARISON'] as const;
export type JobKind = (typeof JOB_KINDS)[number];

export const JOB_STATUSES = ['QUEUED', 'RUNNING', 'SUCCEEDED', 'FAILED', 'CANCELLED'] as const;
export type JobStatus = (typeof JOB_STATUSES)[number];

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

/** A refused row, as shown with the report. */
export interface InvalidRowRecord {
  line: number;
  byteOffset: number;
  reason: RefusalReason;
  number: string | null;
  raw: string;
}

export interface ReportRecord {
  id: string;
  jobId: string;
  uploadId: string;
  fileName: string;
  createdAt: Date;
  createdBy: string;
  summary: ReportSummary;
  artifacts: Artifact[];
  /** Artefact `name` is the object `${prefix}${name}`; ends with `/`. */
  prefix: string;
}

export interface NewReport extends Omit<ReportRecord, 'createdAt'> {
  /** The first refused rows, in file order; at most INVALID_ROWS_KEPT of them are stored. */
  invalidFirst: InvalidRowRecord[];
  /** Local file of case rows in COPY text format, the columns and their order as in domain/caseRow. */
  caseRowsPath: string;
  /** Its earliest event, in nanoseconds of the wall clock since 1970; null for an empty report. */
  periodStart: bigint | null;
  /** Whether it wants a trend against the report before it, now and whenever that becomes another one. */
  compareWithPrevious: boolean;
}

/** Refused rows stored with each report; the others are in its invalid-rows.csv. */
export const INVALID_ROWS_KEPT = 1000;

export interface ReportRepository {
  get(id: string): Promise<ReportRecord | null>;
  /** In the order of the ids; null where there is none. */
  getMany(ids: readonly string[]): Promise<(ReportRecord | null)[]>;
  /** Newest first. */
  page(request: PageRequest): Promise<Page<ReportRecord>>;
  count(): Promise<number>;
  /** The report created last. */
  latest(): Promise<ReportRecord | null>;
  /** Ids of the newest reports, newest first. One that took long to commit may come in behind a younger one. */
  recent(first: number): Promise<Pick<ReportRecord, 'id' | 'createdAt'>[]>;
  /** Reports that were created before the newest so many, oldest first; at most 100 of them. */
  beyondNewest(newest: number): Promise<Pick<ReportRecord, 'id' | 'fileName' | 'createdAt'>[]>;
  /** The first refused rows of each report, in file order; in the order of the ids. */
  invalidRows(reportIds: readonly string[], first: number): Promise<InvalidRowRecord[][]>;
  /** Which of these prefixes some report names. */
  namedPrefixes(prefixes: string[]): Promise<Set<string>>;
  /**
   * The one transaction that ends a job and the equal ones that wait: SUCCEEDED, its report, its case rows and refused rows, its trend, and the
   * trends of the reports right after it, made anew. Null, and nothing written, when the attempt has lost the job or
   * has to stop.
   * @param trends without it no trend is made
   */
  commit(
    attempt: StoppableAttempt,
    report: NewReport,
    rowsRead: number,
    trends?: TrendMaking,
  ): Promise<ReportRecord | null>;
  /**
   * Removes a report with its cases and trends, and makes the trends of the reports right after it anew. Its
   * artefacts are the caller's to remove. Null when there is none.
   */
  remove(id: string, trends: TrendMaking): Promise<ReportRecord | null>;
}

export const CASE_ORDERS = ['SCORE', 'ALERT_COUNT', 'FIRST_EVENT', 'LAST_EVENT'] as const;
export type CaseOrder = (typeof CASE_ORDERS)[number];

/** Fields are ANDed; an absent or null one, and an empty list, is no filter. */
export interface CaseFilter {
  assignmentGroup?: string | null;
  actions?: readonly SuggestedAction[] | null;
  groups?: readonly ActionGroup[] | null;
  /** Case-insensitive substring of any key column, taken literally. */
  search?: string | null;
  /** Inclusive. */
  minScore?: number | null;
}

export interface CaseRecord {
  reportId: string;
  /** Rank of the case in key order, from 0. */
  seq: number;
  key: string;
  assignmentGroup: string;
  shortDescription: string;
  node: string;
  cmdbCiClass: string;
  cmdbCi: string;
  source: string;
  metricName: string;
  firstEvent: LocalDateTime;
  lastEvent: LocalDateTime;
  alertCount: number;
  /** The first of them, as many as the page asked for, at most CASE_ROW_LIST_LENGTH. */
  alertNumbers: string[];
  /** Length of the whole chronology. */
  chronologyLength: number;
  /** The first of it, as many as the page asked for, at most CASE_ROW_LIST_LENGTH. */
  statusChronology: (string | null)[];
  lastTaskStatus: string | null;
  action: SuggestedAction;
  group: ActionGroup;
  score: number;
  factors: { risk: number; action: number; inefficiency: number; volume: number };
}

export interface CasePageRequest extends PageRequest {
  filter?: CaseFilter | null;
  /** Descending, ties by seq. Default SCORE. */
  orderBy?: CaseOrder | null;
  /** Entries of alertNumbers and statusChronology to read per case. Default 100. */
  listLength?: number;
}

export interface CaseRepository {
  /**
   * The same page of several reports by one statement, in the order of the ids; empty for a report that is not there.
   * A cursor belongs to one report: with `after`, ask for that one alone.
   * @throws CodedError QUERY_TIMEOUT, UNAVAILABLE; BAD_USER_INPUT for a cursor of another list
   */
  pages(reportIds: readonly string[], request: CasePageRequest): Promise<Page<CaseRecord>[]>;
  /** How many cases of each report the filter lets through, by one statement, in the order of the ids. */
  counts(reportIds: readonly string[], filter?: CaseFilter | null): Promise<number[]>;
  /** The page of one report. */
  page(reportId: string, request: CasePageRequest): Promise<Page<CaseRecord>>;
  /** The count of one report. */
  count(reportId: string, filter?: CaseFilter | null): Promise<number>;
}

/** Everything that is kept in the database. */
export interface Store {
  users: UserRepository;
  uploads: UploadRepository;
  jobs: JobRepository;
  reports: ReportRepository;
  cases: CaseRepository;
  trends: TrendRepository;
  /** Resolves when the database answers. @throws CodedError UNAVAILABLE */
  ping(): Promise<void>;
  close(): Promise<void>;
}
