/**
 * Facts: what a file says, without any opinion about it. Columns in typed arrays over one buffer, so that they
 * are kept (facts.bin), sent between threads (the buffer may be shared) and read without being copied.
 * Cases are in key order: the index of a case is its rank, the `seq` of its row in the database.
 */

/** The seven columns whose exact texts name a case, in the order in which cases sort. */
export const KEY_COLUMNS = [
  'assignment_group',
  'short_description',
  'node',
  'cmdb_ci.sys_class_name',
  'cmdb_ci',
  'source',
  'metric_name',
] as const;

export const KEY_FIELDS = KEY_COLUMNS.length;

/** A case's key in bytes: the first 128 bits of a SHA-256. */
export const KEY_DIGEST_BYTES = 16;

/** The other columns without which a file cannot be analysed. */
export const VALUE_COLUMNS = [
  'sys_created_on',
  'number',
  'severity',
  'sn_priority_group',
  'tasks_status',
  'has_remediation_task',
] as const;

export const REQUIRED_COLUMNS = [...KEY_COLUMNS, ...VALUE_COLUMNS] as const;

/** Why a row was refused; the order is that of the checks, the index is the code that the core uses. */
export const REFUSAL_REASONS = [
  'MALFORMED_ROW',
  'MISSING_KEY',
  'BAD_REMEDIATION_FLAG',
  'BAD_DATE',
  'MISSING_NUMBER',
] as const;
export type RefusalReason = (typeof REFUSAL_REASONS)[number];

export const DATE_ORDERS = ['YMD', 'MDY', 'DMY'] as const;
export type DateOrder = (typeof DATE_ORDERS)[number];

export const ENCODINGS = ['utf-8', 'utf-16le', 'utf-16be', 'windows-1252'] as const;
export type Encoding = (typeof ENCODINGS)[number];

/** Texts end to end in UTF-8: text i is bytes[starts[i] .. starts[i + 1]). `starts` is one longer than the column. */
export interface TextColumn {
  readonly starts: Uint32Array;
  readonly bytes: Uint8Array;
}

/** The distinct values of one column. Code 0 is the blank; the others ascend in code-point order. */
export interface Dictionary {
  readonly texts: TextColumn;
  /** Valid rows that carry each value; a whole number per code. */
  readonly rows: Float64Array;
}

/** Codes into a dictionary, as narrow as its size allows. */
export type Codes = Uint8Array | Uint16Array | Uint32Array;

/** How the file was read. */
export interface InputFacts {
  /** Size of the file as uploaded, in bytes. */
  bytes: number;
  /** SHA-256 of the file as uploaded, in lower-case hexadecimal. */
  sha256: string;
  /** Non-blank data rows: valid and refused. */
  rows: number;
  delimiter: string;
  encoding: Encoding;
  /** The order by which ambiguous dates were read. */
  dateOrder: DateOrder;
  /** Zone of the event times, as `-03:00`. */
  utcOffset: string;
}

export interface Warning {
  code: string;
  message: string;
}

export interface InvalidRowCounts {
  total: number;
  /** Refused rows per reason; reasons without rows are absent. */
  byReason: Partial<Record<RefusalReason, number>>;
}

export interface FactsMeta {
  input: InputFacts;
  invalidRows: InvalidRowCounts;
  warnings: Warning[];
}

export interface Facts extends FactsMeta {
  readonly caseCount: number;
  /** KEY_FIELDS texts per case: field f of case c is text c * KEY_FIELDS + f. */
  readonly keys: TextColumn;
  /** 16 bytes per case: the first 128 bits of SHA-256 over the key's fields, each after its length (u32, little-endian). */
  readonly keyDigests: Uint8Array;
  /** Whole seconds since 1970-01-01T00:00:00 of the wall clock, and the nanoseconds beyond them. */
  readonly firstSeconds: Float64Array;
  readonly firstNanos: Uint32Array;
  readonly lastSeconds: Float64Array;
  readonly lastNanos: Uint32Array;
  /** Distinct alert numbers of case c, in code-point order: texts numberStarts[c] .. numberStarts[c + 1]. */
  readonly numberStarts: Uint32Array;
  readonly numbers: TextColumn;
  /** Status codes of every row of case c, oldest first: chronology[chronologyStarts[c] .. chronologyStarts[c + 1]). */
  readonly chronologyStarts: Uint32Array;
  readonly chronology: Codes;
  /** Code of the newest non-blank status (of equal times the first in the file); 0 when all are blank. */
  readonly lastStatus: Codes;
  /** Distinct grades of case c, ascending: grades[gradeStarts[c] .. gradeStarts[c + 1]). */
  readonly gradeStarts: Uint32Array;
  readonly grades: Uint32Array;
  /** A grade is a (severity, priority) pair that occurs in some valid row: codes into the two dictionaries. */
  readonly gradeSeverity: Uint32Array;
  readonly gradePriority: Uint32Array;
  readonly statuses: Dictionary;
  readonly severities: Dictionary;
  readonly priorities: Dictionary;
}

/** One refused row, as kept for the report. */
export interface RefusedRow {
  /** Physical line of the row's first byte, from 1. */
  line: number;
  /** Where the row begins in the unpacked file, in bytes of the file's own encoding. */
  byteOffset: number;
  reason: RefusalReason;
  /** The alert's number where it could be read. */
  number: string | null;
  /** The row's fields, unquoted, one per column of the header; null for MALFORMED_ROW. */
  fields: string[] | null;
  /** The same fields as they stand in the text, where none of them is in quotes or missing; else null or absent. */
  unquoted?: { text: string; delimiter: string } | null;
  /** The row's text, at most 4 KiB of it, invalid bytes as U+FFFD. */
  raw: string;
}
