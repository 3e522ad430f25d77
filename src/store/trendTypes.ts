import type { Artifact, ReportSummary } from '../domain/report.js';
import type { TrendResult } from '../domain/trendTypes.js';
import type { Attempt, Page, PageRequest } from './commonTypes.js';

/** The long part of a trend; kept apart, since most who look at trends do not look at it. */
export type TrendTables = Pick<
  TrendResult,
  'newProblems' | 'resolvedProblems' | 'persistentProblems' | 'persistentSquads' | 'squads'
>;

export interface TrendRecord extends Pick<TrendResult, 'kpis' | 'verdict' | 'diagnosis'> {
  id: string;
  createdAt: Date;
  /** The two reports; null in a comparison of two files. */
  previousId: string | null;
  currentId: string | null;
  /** The job of a comparison; null in the trend of a report. */
  jobId: string | null;
  previousFileName: string;
  currentFileName: string;
  artifacts: Artifact[];
  /** Artefact `name` is the object `${prefix}${name}`; ends with `/`. */
  prefix: string;
}

/** What a trend needs to know of a report. */
export interface TrendSide {
  id: string;
  fileName: string;
  /** Where its artefacts and its facts lie. */
  prefix: string;
  /** The rule set that judged it. */
  ruleSetId: string;
}

/** Two reports of which one is the other's previous one. */
export interface TrendPair {
  previous: TrendSide;
  current: TrendSide;
}

/** A trend whose artefacts are in the object store already. */
export interface NewTrend {
  id: string;
  previousFileName: string;
  currentFileName: string;
  result: TrendResult;
  artifacts: Artifact[];
  prefix: string;
}

/** The trend of a report against the one before it. */
export interface NewReportTrend extends NewTrend {
  previousId: string;
  currentId: string;
}

/** A direct comparison of two files, with what each of them says. */
export interface NewComparison extends NewTrend {
  summaries: { previous: ReportSummary; current: ReportSummary };
}

/** How the store has trends made when the timeline of reports changes. */
export interface TrendMaking {
  /**
   * The trends of these pairs; a pair that cannot be compared is left out. Called while the timeline is locked, so
   * that nothing moves meanwhile.
   */
  make(pairs: TrendPair[]): Promise<NewReportTrend[]>;
  /** Told after the commit: these prefixes are named by no trend any more. */
  replaced(prefixes: string[]): void;
}

/** What stands beside a place in the timeline of reports. */
export interface Neighbours {
  /** The report before: the latest period start strictly before the place; of equal ones the last created. */
  previous: TrendSide | null;
  /** The reports right after, whose previous report is the one at the place; only those that want a trend. */
  next: TrendSide[];
}

export interface TrendRepository {
  get(id: string): Promise<TrendRecord | null>;
  /** The trends of these reports against those before them, in the order of the ids; null where there is none. */
  ofReports(reportIds: readonly string[]): Promise<(TrendRecord | null)[]>;
  /** The comparisons that these jobs have made, in the order of the ids; null where there is none. */
  ofJobs(jobIds: readonly string[]): Promise<(TrendRecord | null)[]>;
  /** The tables of these trends, in the order of the ids; null where there is no such trend. */
  tables(ids: readonly string[]): Promise<(TrendTables | null)[]>;
  /** Trends and comparisons, newest first. */
  page(request: PageRequest): Promise<Page<TrendRecord>>;
  count(): Promise<number>;
  /** The trend of the latest period that has one; comparisons are none. */
  latest(): Promise<TrendRecord | null>;
  /** Which of these prefixes some trend names. */
  namedPrefixes(prefixes: string[]): Promise<Set<string>>;
  /**
   * What stands beside a place in the timeline now.
   * @param periodStart nanoseconds of the wall clock since 1970
   */
  neighbours(periodStart: bigint): Promise<Neighbours>;
  /**
   * The one transaction that ends the job of a comparison: SUCCEEDED, its result.
   * Null, and nothing written, when the attempt has lost the job.
   */
  commitComparison(
    attempt: Attempt,
    comparison: NewComparison,
    rowsRead: number,
  ): Promise<TrendRecord | null>;
}
