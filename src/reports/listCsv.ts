import { type Facts, KEY_COLUMNS, KEY_FIELDS, type TextColumn } from '../domain/facts.js';
import { type ActionGroup, SUGGESTED_ACTIONS } from '../domain/report.js';
import { dictionarySize } from '../domain/text.js';
import { ByteWriter } from './byteWriter.js';
import {
  closeCell,
  DELIMITER,
  LINE_END,
  needsQuotes,
  openCell,
  writeBom,
  writeCell,
  writeQuoted,
} from './csvCell.js';
import { encodePieces, writeKey, writePiece, writeTime } from './pieces.js';
import { type ReportSource, slices } from './source.js';

/** The columns of a list, in order. */
export const LIST_COLUMNS = [
  'score',
  'action',
  'assignment_group',
  'short_description',
  'cmdb_ci',
  'node',
  'metric_name',
  'source',
  'cmdb_ci_class',
  'first_event',
  'last_event',
  'alert_count',
  'last_task_status',
  'alert_numbers',
  'status_chronology',
  'key',
] as const;

/** The key columns in the order in which a list shows them. */
const SHOWN_KEY_FIELDS = (
  [
    'assignment_group',
    'short_description',
    'cmdb_ci',
    'node',
    'metric_name',
    'source',
    'cmdb_ci.sys_class_name',
  ] as const
).map((column) => KEY_COLUMNS.indexOf(column));

const SPACE = 0x20;
const BLANK_STATUS = Buffer.from('-', 'latin1');
const BETWEEN_NUMBERS = ', ';
const BETWEEN_STATUSES = ' > ';

/** Status words as a chronology shows them, and which of them force its cell into quotes. */
interface StatusWords {
  words: TextColumn;
  needQuotes: Uint8Array;
}

/**
 * The CSV of one list: UTF-8 with BOM, `;` between cells, a line feed after each line; a case per line in the order
 * of the list.
 */
export function* listCsv({ facts, judgement }: ReportSource, group: ActionGroup): Generator<Uint8Array> {
  const writer = new ByteWriter();
  const statuses = statusWords(facts);
  writeBom(writer);
  writer.ascii(LIST_COLUMNS.join(';'));
  writer.byte(LINE_END);
  for (const index of judgement.lists[group]) {
    writer.ascii(judgement.score[index].toFixed(1));
    writer.byte(DELIMITER);
    writer.ascii(SUGGESTED_ACTIONS[judgement.action[index]]);
    writer.byte(DELIMITER);
    writeKeyFields(writer, facts, index);
    writeTime(writer, facts.firstSeconds[index], SPACE);
    writer.byte(DELIMITER);
    writeTime(writer, facts.lastSeconds[index], SPACE);
    writer.byte(DELIMITER);
    writer.ascii(String(judgement.alertCount[index]));
    writer.byte(DELIMITER);
    writeLastStatus(writer, facts, index);
    writer.byte(DELIMITER);
    yield* numbersCell(writer, facts, index);
    writer.byte(DELIMITER);
    yield* chronologyCell(writer, facts, statuses, index);
    writer.byte(DELIMITER);
    writeKey(writer, facts.keyDigests, index);
    writer.byte(LINE_END);
    if (writer.isFull) yield writer.take();
  }
  yield writer.take();
}

function writeKeyFields(writer: ByteWriter, { keys }: Facts, index: number): void {
  for (const field of SHOWN_KEY_FIELDS) {
    const text = index * KEY_FIELDS + field;
    writeCell(writer, keys.bytes, keys.starts[text], keys.starts[text + 1]);
    writer.byte(DELIMITER);
  }
}

/** Empty when all entries of the chronology are blank. */
function writeLastStatus(
  writer: ByteWriter,
  { lastStatus, statuses: { texts } }: Facts,
  index: number,
): void {
  const code = lastStatus[index];
  writeCell(writer, texts.bytes, texts.starts[code], texts.starts[code + 1]);
}

function* numbersCell(
  writer: ByteWriter,
  { numbers, numberStarts }: Facts,
  index: number,
): Generator<Uint8Array> {
  const { starts, bytes } = numbers;
  const first = numberStarts[index];
  // The texts of one case lie end to end: one look at all of them.
  const isQuoted = needsQuotes(bytes, starts[first], starts[numberStarts[index + 1]]);
  openCell(writer, isQuoted, bytes[starts[first]]);
  for (const [from, to] of slices(numberStarts, index)) {
    for (let number = from; number < to; number++) {
      if (number > first) writer.ascii(BETWEEN_NUMBERS);
      if (isQuoted) writeQuoted(writer, bytes, starts[number], starts[number + 1]);
      else writer.copy(bytes, starts[number], starts[number + 1]);
    }
    if (writer.isFull) yield writer.take();
  }
  closeCell(writer, isQuoted);
}

function* chronologyCell(
  writer: ByteWriter,
  { chronology, chronologyStarts }: Facts,
  { words, needQuotes }: StatusWords,
  index: number,
): Generator<Uint8Array> {
  const first = chronologyStarts[index];
  const isQuoted = anyOf(needQuotes, chronology.subarray(first, chronologyStarts[index + 1]));
  openCell(writer, isQuoted, words.bytes[words.starts[chronology[first]]]);
  for (const [from, to] of slices(chronologyStarts, index)) {
    for (let entry = from; entry < to; entry++) {
      if (entry > first) writer.ascii(BETWEEN_STATUSES);
      const code = chronology[entry];
      if (isQuoted) writeQuoted(writer, words.bytes, words.starts[code], words.starts[code + 1]);
      else writePiece(writer, words, code);
    }
    if (writer.isFull) yield writer.take();
  }
  closeCell(writer, isQuoted);
}

function statusWords({ statuses }: Facts): StatusWords {
  const size = dictionarySize(statuses);
  const { starts, bytes } = statuses.texts;
  const words = encodePieces(size, (pieces, code) => {
    if (code === 0) pieces.copy(BLANK_STATUS);
    else pieces.copy(bytes, starts[code], starts[code + 1]);
  });
  const needQuotes = new Uint8Array(size);
  for (let code = 1; code < size; code++) {
    needQuotes[code] = needsQuotes(bytes, starts[code], starts[code + 1]) ? 1 : 0;
  }
  return { words, needQuotes };
}

function anyOf(
  flags: Uint8Array,
  codes: Iterable<number> & { length: number; [index: number]: number },
): boolean {
  for (let i = 0; i < codes.length; i++) if (flags[codes[i]] === 1) return true;
  return false;
}
