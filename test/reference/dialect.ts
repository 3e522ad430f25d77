import { REQUIRED_COLUMNS } from '../../src/domain/facts.js';
import { SNIFF_WINDOW } from './encoding.js';
import { type Field, isBlankLine, readRows } from './rows.js';
import { CR, INVALID, LF, NUL, QUOTE, TAB, type Text, trimBlanks } from './text.js';

const DELIMITERS = [';', ',', '\t', '|'] as const;

export interface Header {
  /** The names of the columns, blanks trimmed. */
  columns: string[];
  /** Names that had blanks around them. */
  blankPadded: string[];
  /** Names that occur more than once; each listed once. */
  repeated: string[];
  delimiter: string;
  /** Where the data begins: index into the text, and its physical line. */
  dataStart: number;
  dataLine: number;
}

export type HeaderFailure =
  | { code: 'EMPTY_FILE' | 'NOT_A_CSV' | 'BAD_ENCODING'; missing: [] }
  | { code: 'MISSING_COLUMNS'; missing: string[] };

export interface HeaderLimits {
  fieldBytes: number;
  columns: number;
}

/** Where the header begins, and the delimiter that a line `sep=X` before it sets. */
interface Preamble {
  start: number;
  line: number;
  separator: string | null;
}

/** The header line under the delimiter given, set by the file, or sniffed; or why there is none. */
export function readHeader(
  text: Text,
  givenDelimiter: string | undefined,
  limits: HeaderLimits,
): { header: Header; failure: null } | { header: null; failure: HeaderFailure } {
  const preamble = readPreamble(text);
  if (preamble === null) return fail({ code: 'EMPTY_FILE', missing: [] });
  const given = givenDelimiter === '\\t' ? '\t' : givenDelimiter;
  const fixed = given ?? preamble.separator;
  const candidates = (fixed === null ? DELIMITERS : [fixed])
    .map((delimiter) => headerUnder(text, preamble, delimiter, limits.fieldBytes))
    .filter((header) => header !== null);
  if (candidates.length === 0) return fail({ code: 'NOT_A_CSV', missing: [] });

  const fewest = Math.min(...candidates.map(({ missing }) => missing.length));
  const best = candidates.filter(({ missing }) => missing.length === fewest)[0];
  const foundNone = best.missing.length === REQUIRED_COLUMNS.length;
  if (best.header.columns.length > limits.columns || (foundNone && windowHoldsNul(text))) {
    return fail({ code: 'NOT_A_CSV', missing: [] });
  }
  if (best.missing.length > 0) {
    const undecodable = text.holds(INVALID, preamble.start, best.end);
    return fail(
      undecodable
        ? { code: 'BAD_ENCODING', missing: [] }
        : { code: 'MISSING_COLUMNS', missing: best.missing },
    );
  }
  return { header: best.header, failure: null };
}

function fail(failure: HeaderFailure): { header: null; failure: HeaderFailure } {
  return { header: null, failure };
}

/** Passes blank lines and one `sep=X`, which is the first line that is not blank; null when nothing follows. */
function readPreamble(text: Text): Preamble | null {
  const first = skipBlankLines(text, 0, 1);
  const separator = separatorAt(text, first.start);
  const { start, line } =
    separator === null
      ? first
      : skipBlankLines(text, text.afterLineEnd(text.endOfLine(first.start)), first.line + 1);
  return start === text.length ? null : { start, line, separator };
}

function skipBlankLines(text: Text, start: number, line: number): { start: number; line: number } {
  let at = start;
  let atLine = line;
  while (at < text.length && isBlankLine(text, at)) {
    const end = text.endOfLine(at);
    if (end === text.length) return { start: end, line: atLine };
    at = text.afterLineEnd(end);
    atLine += 1;
  }
  return { start: at, line: atLine };
}

function separatorAt(text: Text, start: number): string | null {
  const end = text.endOfLine(start);
  if (end === text.length || end - start !== 'sep=X'.length) return null;
  if (text.slice(start, end - 1).toLowerCase() !== 'sep=') return null;
  const code = text.at(end - 1);
  const canSeparate = code > NUL && code < 0x80 && code !== QUOTE && code !== LF && code !== CR;
  return canSeparate ? String.fromCodePoint(code) : null;
}

interface Candidate {
  header: Header;
  missing: string[];
  /** Where the header's own text ends. */
  end: number;
}

/** The header as this delimiter reads it; null when it cannot be a header: quotes at fault, or too long. */
function headerUnder(
  text: Text,
  { start, line }: Preamble,
  delimiter: string,
  fieldBytes: number,
): Candidate | null {
  const syntax = { delimiter: delimiter.codePointAt(0) ?? TAB, fieldBytes };
  const rows = readRows(text, start, line, syntax);
  const row = rows.next().value;
  if (!row || row.fields === null) return null;
  if (!endsInWindow(text, row.end)) return null;
  const next = rows.next().value;
  const names = row.fields.map(({ value }: Field) => value);
  const columns = names.map(trimBlanks);
  return {
    header: {
      columns,
      blankPadded: names.filter((name: string) => name !== trimBlanks(name)).map(trimBlanks),
      repeated: repeatedNames(columns),
      delimiter,
      dataStart: text.afterLineEnd(row.end),
      dataLine: next ? next.line : line,
    },
    missing: REQUIRED_COLUMNS.filter((column) => !columns.includes(column)),
    end: row.end,
  };
}

/** A header is sniffed, so its line end, or the end of the file, has to lie within the window. */
function endsInWindow(text: Text, end: number): boolean {
  const fileEndsHere = end === text.length;
  return text.fileOffset(end) < SNIFF_WINDOW || (fileEndsHere && text.fileOffset(end) === SNIFF_WINDOW);
}

/** Columns without a name (delimiters at the end of the header) repeat nothing. */
function repeatedNames(columns: string[]): string[] {
  return [...new Set(columns.filter((name, index) => name !== '' && columns.indexOf(name) < index))];
}

/** Pictures, archives and spreadsheets have NUL bytes near their beginning; exports of alerts do not. */
function windowHoldsNul(text: Text): boolean {
  for (let index = 0; index < text.length && text.fileOffset(index) < SNIFF_WINDOW; index += 1) {
    if (text.at(index) === NUL) return true;
  }
  return false;
}
