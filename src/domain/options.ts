import type { DateOrder, Encoding } from './facts.js';

/** What a user may say about a file instead of having it sniffed. */
export interface AnalysisOptions {
  delimiter?: string;
  encoding?: Encoding;
  dateOrder?: DateOrder;
}

/** Explicit limits, each configurable; a file or row beyond one gets a coded error or is refused. */
export interface AnalysisLimits {
  /** Bytes of a field, before unquoting; over it the row is malformed. */
  fieldBytes: number;
  /** Columns of the header. */
  columns: number;
  /** Bytes of an unpacked gzip file. */
  unpackedBytes: number;
  /** Unpacked over packed bytes. */
  unpackRatio: number;
}

export const DEFAULT_LIMITS: AnalysisLimits = {
  fieldBytes: 131_072,
  columns: 16_384,
  unpackedBytes: 64 * 1024 ** 3,
  unpackRatio: 200,
};

/** Zone of event times that carry none, in minutes from UTC, when no row of the file has one. */
export const DEFAULT_UTC_OFFSET_MINUTES = -180;
