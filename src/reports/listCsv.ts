import { type Codes, type Facts, KEY_COLUMNS, KEY_FIELDS } from '../domain/facts.js';
import { type ActionGroup, SUGGESTED_ACTIONS } from '../domain/report.js';
import { ByteWriter } from './byteWriter.js';
import { CSV_ESCAPES, closeCell, DELIMITER, needsQuotes, openCell, writeBom, writeCell } from './csvCell.js';
import {
  asciiPieces,
  type ListedWords,
  listedWords,
  writeKey,
  writeTexts,
  writeTime,
  writeWords,
} from './pieces.js';
import { type ReportSource, type SourceTexts, sourceTexts } from './source.js';

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
const BLANK_STATUS = '-';
const BETWEEN_NUMBERS = Buffer.from(', ', 'latin1');
const BETWEEN_STATUSES = ' > ';
const ACTION_NAMES = asciiPieces(SUGGESTED_ACTIONS);

/** Status words as a chronology shows them, and which of them force its cell into quotes. */
interface StatusWords {
  words: ListedWords;
  needQuotes: Uint8Array;
}

/** The CSV of one list: a case per line in the order of the list. */
export function listCsv(source: ReportSource, group: ActionGroup): Generator<Uint8Array> {
  return new CasesCsv(source, LIST_COLUMNS).chunks(source.judgement.lists[group]);
}

/** Writes cases of one report as CSV: UTF-8 with BOM, `;` between cells, a line feed after each line. */
export class CasesCsv {
  readonly #source: ReportSource;
  readonly #writer = new ByteWriter();
  readonly #texts: SourceTexts;
  readonly #statuses: StatusWords;
  readonly #header: string;
  /** The end of every line: empty cells under the columns that a list does not have. */
  readonly #lineEnd: string;

  /** @param columns LIST_COLUMNS, and others after them that are left empty */
  constructor(source: ReportSource, columns: readonly string[]) {
    this.#source = source;
    this.#texts = sourceTexts(source.facts);
    this.#statuses = statusWords(this.#texts);
    this.#header = `${columns.join(';')}\n`;
    this.#lineEnd = `${';'.repeat(columns.length - LIST_COLUMNS.length)}\n`;
  }

  /** A file of some cases, in the order in which they are given. Consume it before the next one is asked for. */
  *chunks(cases: Uint32Array): Generator<Uint8Array> {
    const { facts, judgement } = this.#source;
    const writer = this.#writer;
    const texts = this.#texts;
    writeBom(writer);
    writer.ascii(this.#header);
    for (const index of cases) {
      writer.ascii(judgement.score[index].toFixed(1));
      writer.byte(DELIMITER);
      writer.piece(ACTION_NAMES, judgement.action[index]);
      writer.byte(DELIMITER);
      writeKeyFields(writer, texts, index);
      writeTime(writer, facts.firstSeconds[index], SPACE);
      writer.byte(DELIMITER);
      writeTime(writer, facts.lastSeconds[index], SPACE);
      writer.byte(DELIMITER);
      writer.ascii(String(judgement.alertCount[index]));
      writer.byte(DELIMITER);
      // Empty when all entries of the chronology are blank.
      writeCell(writer, texts.statuses, facts.lastStatus[index]);
      writer.byte(DELIMITER);
      yield* numbersCell(writer, facts, texts, index);
      writer.byte(DELIMITER);
      yield* chronologyCell(writer, facts, this.#statuses, index);
      writer.byte(DELIMITER);
      writeKey(writer, facts.keyDigests, index);
      writer.ascii(this.#lineEnd);
      if (writer.isFull) yield writer.take();
    }
    yield writer.take();
  }
}

function writeKeyFields(writer: ByteWriter, { keys }: SourceTexts, index: number): void {
  for (const field of SHOWN_KEY_FIELDS) {
    writeCell(writer, keys, index * KEY_FIELDS + field);
    writer.byte(DELIMITER);
  }
}

function* numbersCell(
  writer: ByteWriter,
  { numberStarts }: Facts,
  { numbers }: SourceTexts,
  index: number,
): Generator<Uint8Array> {
  const { starts, bytes } = numbers;
  const from = numberStarts[index];
  const to = numberStarts[index + 1];
  // The texts of one case lie end to end: one look at all of them.
  const isQuoted = needsQuotes(bytes, starts[from], starts[to]);
  openCell(writer, isQuoted, bytes[starts[from]]);
  yield* writeTexts(writer, BETWEEN_NUMBERS, numbers, from, to, CSV_ESCAPES);
  closeCell(writer, isQuoted);
}

function* chronologyCell(
  writer: ByteWriter,
  { chronology, chronologyStarts }: Facts,
  { words, needQuotes }: StatusWords,
  index: number,
): Generator<Uint8Array> {
  const from = chronologyStarts[index];
  const to = chronologyStarts[index + 1];
  const isQuoted = anyOf(needQuotes, chronology, from, to);
  const { starts, view } = words.first;
  openCell(writer, isQuoted, view.getUint8(starts[chronology[from]]));
  yield* writeWords(writer, words, chronology, from, to);
  closeCell(writer, isQuoted);
}

function statusWords({ statuses }: SourceTexts): StatusWords {
  const { starts, bytes } = statuses;
  const size = starts.length - 1;
  const words = listedWords(size, BETWEEN_STATUSES, (pieces, code) => {
    if (code === 0) pieces.ascii(BLANK_STATUS);
    else pieces.escaped(statuses, starts[code], starts[code + 1], CSV_ESCAPES);
  });
  const needQuotes = new Uint8Array(size);
  for (let code = 1; code < size; code++) {
    needQuotes[code] = needsQuotes(bytes, starts[code], starts[code + 1]) ? 1 : 0;
  }
  return { words, needQuotes };
}

function anyOf(flags: Uint8Array, codes: Codes, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (flags[codes[i]] === 1) return true;
  return false;
}
