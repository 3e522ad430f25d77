import {
  CR,
  END,
  INVALID,
  isBlankCharacter,
  isLineEnd,
  LF,
  QUOTE,
  showCharacter,
  type Text,
} from './text.js';

/** A row may span at most so many times the limit of a field. */
const FIELDS_LIMITS_PER_ROW = 64;

export interface Field {
  /** The value, unquoted; invalid bytes as U+FFFD. */
  value: string;
  /** Bytes of the value in UTF-8. */
  bytes: number;
}

/** A row of the file; positions are indexes into the text. */
export interface Row {
  /** Physical line of the first character, from 1. */
  line: number;
  start: number;
  /** Where its text ends: at its line end, or at the end of the file. */
  end: number;
  /** The fields; null when the quotes are at fault, and the row is then its first physical line alone. */
  fields: Field[] | null;
}

export interface RowSyntax {
  /** Code point. */
  delimiter: number;
  /** Bytes of a value in UTF-8. */
  fieldBytes: number;
}

/** How a row's extent was found: closed by a line end or the end of the file, or at the first fault on the way. */
type Extent =
  | { fault: null; end: number; fields: Field[] }
  | { fault: 'QUOTES' | 'FIELD_LIMIT' | 'ROW_LIMIT' };

/** All rows from a position on, blank lines among them, each with the place where it lies. */
export function* readRows(text: Text, start: number, firstLine: number, syntax: RowSyntax): Generator<Row> {
  const rowLimit = FIELDS_LIMITS_PER_ROW * syntax.fieldBytes;
  let line = firstLine;
  // Before this byte a row over the limit has been given up; quotes that span lines are not trusted there again.
  let distrustedUntil = 0;
  for (let at = start; at < text.length; ) {
    const extent = findExtent(text, at, syntax, rowLimit, distrustedUntil);
    if (extent.fault === 'ROW_LIMIT') distrustedUntil = text.utf8Offset(at) + rowLimit;
    const row = rowOf(text, at, line, extent);
    yield row;
    line += lineEndsIn(text, at, row.end);
    if (row.end < text.length) line += 1;
    at = text.afterLineEnd(row.end);
  }
}

function rowOf(text: Text, start: number, line: number, extent: Extent): Row {
  const firstLineAlone: Row = { line, start, end: text.endOfLine(start), fields: null };
  if (extent.fault !== null) return firstLineAlone;
  return { line, start, end: extent.end, fields: extent.fields };
}

/** Whether the physical line holds nothing but spaces and tabs. */
export function isBlankLine(text: Text, start: number): boolean {
  const end = text.endOfLine(start);
  for (let index = start; index < end; index += 1) if (!isBlankCharacter(text.at(index))) return false;
  return true;
}

function lineEndsIn(text: Text, start: number, end: number): number {
  let count = 0;
  for (let index = start; index < end; index += 1) {
    const endsLine = text.at(index) === LF || (text.at(index) === CR && text.at(index + 1) !== LF);
    if (endsLine) count += 1;
  }
  return count;
}

type State = 'FIELD_START' | 'PLAIN' | 'QUOTED' | 'QUOTE_IN_QUOTED' | 'AFTER_QUOTED';

function findExtent(
  text: Text,
  start: number,
  syntax: RowSyntax,
  rowLimit: number,
  distrustedUntil: number,
): Extent {
  const { delimiter, fieldBytes } = syntax;
  const rowStart = text.utf8Offset(start);
  const distrusted = rowStart < distrustedUntil;
  const fields: Field[] = [];
  let field: Field = { value: '', bytes: 0 };
  let state: State = 'FIELD_START';

  const take = (index: number): void => {
    field.value += showCharacter(text.at(index));
    field.bytes += text.utf8Offset(index + 1) - text.utf8Offset(index);
  };
  const closeField = (): void => {
    fields.push(field);
    field = { value: '', bytes: 0 };
    state = 'FIELD_START';
  };

  for (let index = start; ; index += 1) {
    const code = text.at(index);
    const closesRow = state !== 'QUOTED' && (isLineEnd(code) || code === END);
    const length = text.utf8Offset(index) - rowStart;
    if (length > rowLimit || (length === rowLimit && !closesRow && code !== END))
      return { fault: 'ROW_LIMIT' };
    if (closesRow) {
      closeField();
      return { fault: null, end: index, fields };
    }
    if (code === END) return { fault: 'QUOTES' };

    if (state === 'QUOTED') {
      const notTrusted = distrusted && isLineEnd(code) && text.utf8Offset(index) < distrustedUntil;
      if (notTrusted) return { fault: 'QUOTES' };
      if (code === QUOTE) state = 'QUOTE_IN_QUOTED';
      else take(index);
    } else if (state === 'QUOTE_IN_QUOTED' && code === QUOTE) {
      take(index);
      state = 'QUOTED';
    } else if (code === delimiter) {
      closeField();
    } else if (state === 'QUOTE_IN_QUOTED' || state === 'AFTER_QUOTED') {
      if (!isBlankCharacter(code)) return { fault: 'QUOTES' };
      state = 'AFTER_QUOTED';
    } else if (state === 'FIELD_START' && code === QUOTE) {
      state = 'QUOTED';
    } else {
      take(index);
      state = 'PLAIN';
    }
    if (field.bytes > fieldBytes) return { fault: 'FIELD_LIMIT' };
  }
}

/** Whether some byte of the row is invalid in the encoding. */
export function hasInvalidBytes(text: Text, row: Row): boolean {
  return text.holds(INVALID, row.start, row.end);
}
