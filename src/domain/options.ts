import { CodedError } from '../errors.js';
import { DATE_ORDERS, type DateOrder, ENCODINGS, type Encoding } from './facts.js';

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

/** Options as people write them; nulls and undefineds leave a choice to the sniffing. */
export interface WrittenOptions {
  /** One ASCII character; TAB may be written `\t`. */
  delimiter?: string | null;
  /** A name of ENCODINGS in any case. */
  encoding?: string | null;
  /** A name of DATE_ORDERS in any case. */
  dateOrder?: string | null;
}

/** @throws CodedError BAD_USER_INPUT that names the option and what is allowed */
export function parseOptions(written: WrittenOptions): AnalysisOptions {
  const options: AnalysisOptions = {};
  if (isGiven(written.delimiter)) options.delimiter = parseDelimiter(written.delimiter);
  if (isGiven(written.encoding)) options.encoding = oneOf('encoding', ENCODINGS, written.encoding);
  if (isGiven(written.dateOrder)) options.dateOrder = oneOf('dateOrder', DATE_ORDERS, written.dateOrder);
  return options;
}

function isGiven(value: string | null | undefined): value is string {
  return value !== null && value !== undefined;
}

function parseDelimiter(written: string): string {
  if (written === '\\t') return '\t';
  // A quote or a line end would have two meanings; a control character is no delimiter that anyone writes.
  if (/^[\t\x20-\x7e]$/.test(written) && written !== '"') return written;
  throw new CodedError('BAD_USER_INPUT', 'delimiter must be one ASCII character, not a quote; TAB is \\t.');
}

function oneOf<Name extends string>(option: string, names: readonly Name[], written: string): Name {
  const name = names.find((candidate) => candidate.toLowerCase() === written.toLowerCase());
  if (name !== undefined) return name;
  throw new CodedError('BAD_USER_INPUT', `${option} must be one of ${names.join(', ')}.`);
}
