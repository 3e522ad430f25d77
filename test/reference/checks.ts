import { KEY_COLUMNS, type RefusalReason, type RefusedRow } from '../../src/domain/facts.js';
import { readDate, type WrittenDate } from './dates.js';
import { hasInvalidBytes, isBlankLine, type Row } from './rows.js';
import { NUL, showCharacter, type Text } from './text.js';
import { isBlank } from './words.js';

/** Bytes of UTF-8 that are kept of a refused row's text. */
const RAW_BYTES = 4096;

/** A row that passed every check. */
export interface ValidRow {
  /** The seven values, in the order of KEY_COLUMNS. */
  key: string[];
  number: string;
  date: WrittenDate;
  severity: string;
  priority: string;
  status: string;
}

export interface CheckedRow {
  valid: ValidRow | null;
  refused: RefusedRow | null;
  /** Refused because bytes are invalid in the encoding. */
  undecodable: boolean;
}

/** Blank lines, and rows whose every field is blank, are no rows. They are told by fields, so sound rows only. */
export function isSkipped(text: Text, row: Row): boolean {
  if (row.fields === null) return false;
  return isBlankLine(text, row.start) || row.fields.every(({ value }) => isBlank(value));
}

/** Checks one row, in the order of the reasons: the first that holds is the row's. */
export function checkRow(text: Text, row: Row, columns: string[], yearFirstOnly: boolean): CheckedRow {
  const refuse = (reason: RefusalReason, number: string | null, fields: string[] | null): CheckedRow => ({
    valid: null,
    refused: {
      line: row.line,
      byteOffset: text.fileOffset(row.start),
      reason,
      number: number === null || isBlank(number) ? null : number,
      fields,
      raw: rawText(text, row),
    },
    undecodable: reason === 'MALFORMED_ROW' && row.fields !== null && hasInvalidBytes(text, row),
  });

  if (row.fields === null) return refuse('MALFORMED_ROW', null, null);
  const values = row.fields.map(({ value }) => value);
  const valueIn = (column: string): string => values[columns.indexOf(column)] ?? '';
  const number = valueIn('number');
  const malformed =
    withoutEmptyEnd(values).length > columns.length ||
    hasInvalidBytes(text, row) ||
    text.holds(NUL, row.start, row.end);
  if (malformed) return refuse('MALFORMED_ROW', number, null);

  const fields = columns.map((_, index) => values[index] ?? '');
  const key = KEY_COLUMNS.map(valueIn);
  if (key.some(isBlank)) return refuse('MISSING_KEY', number, fields);
  if (!['REM_OK', 'REM_NOT_OK'].includes(valueIn('has_remediation_task').trim())) {
    return refuse('BAD_REMEDIATION_FLAG', number, fields);
  }
  const created = valueIn('sys_created_on');
  const date = isBlank(created) ? null : readDate(created, yearFirstOnly);
  if (date === null) return refuse('BAD_DATE', number, fields);
  if (isBlank(number)) return refuse('MISSING_NUMBER', number, fields);
  const valid = {
    key,
    number,
    date,
    severity: valueIn('severity'),
    priority: valueIn('sn_priority_group'),
    status: valueIn('tasks_status'),
  };
  return { valid, refused: null, undecodable: false };
}

function withoutEmptyEnd(values: string[]): string[] {
  return values.slice(0, values.findLastIndex((value) => value !== '') + 1);
}

/** The row's text without its line end, cut at a character where it grows too long. */
function rawText(text: Text, row: Row): string {
  let raw = '';
  let bytes = 0;
  for (let index = row.start; index < row.end; index += 1) {
    const character = showCharacter(text.at(index));
    bytes += Buffer.byteLength(character, 'utf8');
    if (bytes > RAW_BYTES) break;
    raw += character;
  }
  return raw;
}
