import type { Encoding, InputFacts, RefusalReason, RefusedRow, Warning } from '../../src/domain/facts.js';
import type { AnalysisOptions } from '../../src/domain/options.js';
import type { ActionGroup, Kpis, SuggestedAction, TopLists, UnknownValue } from '../../src/domain/report.js';

/** What may be said about a file, and the limits that change its result. */
export interface ReferenceOptions extends AnalysisOptions {
  /** Limit of a value, in bytes of UTF-8; 131,072 by default. */
  fieldBytes?: number;
  /** Columns that a header may have; 16,384 by default. */
  columns?: number;
  /** Zone of times when no row of the file has one, in minutes east of UTC; -180 by default. */
  utcOffsetMinutes?: number;
}

export interface ScoreFactors {
  risk: number;
  action: number;
  inefficiency: number;
  volume: number;
}

/** A row that passed the checks, as its case sees it. */
export interface Alert {
  number: string;
  /** Nanoseconds since 1970-01-01T00:00:00 of the wall clock. */
  time: bigint;
  severity: string;
  priority: string;
  /** Null for a blank. */
  status: string | null;
}

/** What the rows of one key say, before any opinion. */
export interface CaseFacts {
  /** The first 128 bits of SHA-256 over the length-prefixed fields, in lower-case hexadecimal. */
  key: string;
  /** The seven values, in the order of KEY_COLUMNS. */
  fields: string[];
  /** Nanoseconds since 1970-01-01T00:00:00 of the wall clock. */
  firstEvent: bigint;
  lastEvent: bigint;
  /** Distinct, in code-point order. */
  alertNumbers: string[];
  /** Every row's status, oldest first; blanks are null. */
  statusChronology: (string | null)[];
  lastTaskStatus: string | null;
  /** Highest severity weight + priority weight of one row. */
  risk: number;
}

export interface ReferenceCase extends CaseFacts {
  action: SuggestedAction;
  group: ActionGroup;
  score: number;
  factors: ScoreFactors;
}

export interface ReferenceReport {
  failure: null;
  input: InputFacts;
  /** Whole seconds, `YYYY-MM-DDTHH:MM:SS`; null without a valid row. */
  period: { start: string | null; end: string | null };
  /** In key order. */
  cases: ReferenceCase[];
  /** Names of the columns, as the header has them, blanks trimmed. */
  columns: string[];
  /** In file order. */
  refused: RefusedRow[];
  invalidRows: { total: number; byReason: Partial<Record<RefusalReason, number>> };
  kpis: Kpis;
  top: TopLists;
  unknownValues: UnknownValue[];
  warnings: Warning[];
}

/** A file that cannot be analysed. */
export interface ReferenceFailure {
  failure: {
    code: 'EMPTY_FILE' | 'NOT_A_CSV' | 'BAD_ENCODING' | 'MISSING_COLUMNS';
    /** Required columns that the header lacks, in the order of REQUIRED_COLUMNS. */
    missing: string[];
    /** How far the reading came. */
    encoding: Encoding | null;
  };
}
