import type { CaseOrder, CaseOrderFiles } from '../domain/caseOrders.js';
import type { RefusalReason } from '../domain/facts.js';
import type {
  ActionGroup,
  Artifact,
  LocalDateTime,
  ReportSummary,
  SuggestedAction,
} from '../domain/report.js';
import type { Page, PageRequest, StoppableAttempt } from './commonTypes.js';
import type { JobRepository } from './jobTypes.js';
import type { TrendMaking, TrendRepository } from './trendTypes.js';
import type { UserRepository } from './userTypes.js';

export type { Attempt, Page, PageRequest, StoppableAttempt } from './commonTypes.js';
export * from './jobTypes.js';
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
  /** Size of the bytes as uploaded; as announced, where sha256 is null. */
  bytes: number;
  /**
   * SHA-256 of the bytes as uploaded, lower-case hexadecimal. Null for an announced upload that has not been counted:
   * its client sends the bytes past the service, and they may not be there.
   */
  sha256: string | null;
  /** What whoever announced it has said that the SHA-256 is; null when nothing. */
  announcedSha256: string | null;
  createdBy: string;
  createdAt: Date;
}

export type NewUpload = Omit<UploadRecord, 'createdAt' | 'announcedSha256'> &
  Partial<Pick<UploadRecord, 'announcedSha256'>>;

export interface UploadRepository {
  create(upload: NewUpload): Promise<UploadRecord>;
  /** Null when there is none, or when its bytes are no longer kept. */
  get(id: string): Promise<UploadRecord | null>;
  /**
   * Notes what the bytes of an announced upload are, once.
   * @returns false when that is known already, or the upload is no longer kept
   */
  settle(id: string, bytes: { objectKey: string; sha256: string }): Promise<boolean>;
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
  /** Path of a local file of refused rows as in domain/invalidRow, in COPY text format; null when there are none. */
  invalidRows: string | null;
  /** Its earliest event, in nanoseconds of the wall clock since 1970; null for an empty report. */
  periodStart: bigint | null;
  /** Whether it wants a trend against the report before it, now and whenever that becomes another one. */
  compareWithPrevious: boolean;
}

/** Path of a local file of case rows in COPY text format, the columns and their order as in domain/caseRow. */
export interface CaseRowsFile {
  path: string;
}

/** A report whose cases are stored while the rest of it is still made. */
export interface ReportInTheMaking {
  id: string;
  caseRows: CaseRowsFile | Promise<CaseRowsFile>;
  caseOrders: CaseOrderFiles | Promise<CaseOrderFiles>;
  rest: NewReport | Promise<NewReport>;
}

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
   * The one transaction that ends a job and the equal ones that wait: SUCCEEDED, its report, its case rows and refused
   * rows, its trend, and the trends of the reports right after it, made anew. Null, and nothing written, when the
   * attempt has lost the job or has to stop.
   * @param report what its promises fail with, the commit fails with, and nothing is written
   * @param trends without it no trend is made
   */
  commit(
    attempt: StoppableAttempt,
    report: ReportInTheMaking,
    trends?: TrendMaking,
  ): Promise<ReportRecord | null>;
  /**
   * Removes a report with its cases and trends, and makes the trends of the reports right after it anew. Its
   * artefacts are the caller's to remove. Null when there is none.
   */
  remove(id: string, trends: TrendMaking): Promise<ReportRecord | null>;
}

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

/** The connections of one of a process's pools. */
export interface PoolUse {
  /** models: writes and single records; reads: pages of lists. */
  pool: 'models' | 'reads';
  idle: number;
  busy: number;
  /** Who waits for one. */
  waiting: number;
}

/** Everything that is kept in the database. */
export interface Store {
  users: UserRepository;
  uploads: UploadRepository;
  jobs: JobRepository;
  reports: ReportRepository;
  cases: CaseRepository;
  trends: TrendRepository;
  /** How the connections to the database are used now. */
  pools(): PoolUse[];
  /** Made with the database, and kept when it is restored elsewhere: what lies beside it can be told to be its own. */
  identity(): Promise<string>;
  /** Resolves when the database answers. @throws CodedError UNAVAILABLE */
  ping(): Promise<void>;
  close(): Promise<void>;
}
