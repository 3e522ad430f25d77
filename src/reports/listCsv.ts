import { KEY_COLUMNS } from '../domain/facts.js';
import { type ActionGroup, SUGGESTED_ACTIONS } from '../domain/report.js';
import { BOM, CELL_FLAGS, CSV_ESCAPES, needsQuotes, writeCell } from './csvCell.js';
import { opinionPieces, opinionsOf } from './opinions.js';
import { asciiPieces, encodePieces, type ListedWords, listedWords } from './pieces.js';
import { RowProgram } from './rowProgram.js';
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
const ACTION_NAMES = asciiPieces(SUGGESTED_ACTIONS);

/** A text that somebody else wrote, as a cell of its own. */
const CELL = { escapes: CSV_ESCAPES, cells: CELL_FLAGS };

/** Status words as a chronology shows them, and which of them force its cell into quotes. */
interface StatusWords {
  words: ListedWords;
  needQuotes: Uint8Array;
}

/** All lists of a report are written alike. */
const listWriters = new WeakMap<ReportSource, CasesCsv>();

/** The CSV of one list: a case per line in the order of the list. */
export function listCsv(source: ReportSource, group: ActionGroup): Generator<Uint8Array> {
  let csv = listWriters.get(source);
  if (csv === undefined) {
    csv = new CasesCsv(source, LIST_COLUMNS);
    listWriters.set(source, csv);
  }
  return csv.chunks(source.judgement.lists[group]);
}

/** Writes cases of one report as CSV: UTF-8 with BOM, `;` between cells, a line feed after each line. */
export class CasesCsv {
  readonly #header: Uint8Array;
  readonly #program: RowProgram;

  /** @param columns LIST_COLUMNS, and others after them that are left empty */
  constructor(source: ReportSource, columns: readonly string[]) {
    this.#header = Buffer.from(`${columns.join(';')}\n`, 'latin1');
    this.#program = lineProgram(source, `${';'.repeat(columns.length - LIST_COLUMNS.length)}\n`);
  }

  /** A file of some cases, in the order in which they are given. Consume it before the next one is asked for. */
  *chunks(cases: Uint32Array): Generator<Uint8Array> {
    yield BOM;
    yield this.#header;
    yield* this.#program.rows(cases);
  }
}

/** @param lineEnd what follows the last column */
function lineProgram(source: ReportSource, lineEnd: string): RowProgram {
  const { facts, judgement } = source;
  const texts = sourceTexts(facts);
  const { words, needQuotes } = statusWords(texts);
  const opinions = opinionsOf(judgement);
  const program = new RowProgram(facts)
    .piece(
      opinions.codes,
      opinionPieces(opinions, (index) => judgement.score[index].toFixed(1)),
    )
    .literal(';')
    .piece(judgement.action, ACTION_NAMES)
    .literal(';');
  for (const field of SHOWN_KEY_FIELDS) program.keyField(field, CELL).literal(';');
  return (
    program
      .time(facts.firstSeconds, SPACE)
      .literal(';')
      .time(facts.lastSeconds, SPACE)
      .literal(';')
      .number(judgement.alertCount)
      .literal(';')
      // Empty when all entries of the chronology are blank.
      .piece(facts.lastStatus, statusCells(texts))
      .literal(';')
      .alertNumbers(', ', CELL)
      .literal(';')
      .chronology(words, { cells: CELL_FLAGS, needQuotes })
      .literal(';')
      .key()
      .literal(lineEnd)
  );
}

function statusCells({ statuses }: SourceTexts) {
  return encodePieces(statuses.starts.length - 1, (writer, code) => writeCell(writer, statuses, code));
}

function statusWords({ statuses }: SourceTexts): StatusWords {
  const { starts, bytes } = statuses;
  const size = starts.length - 1;
  const words = listedWords(size, ' > ', (pieces, code) => {
    if (code === 0) pieces.ascii(BLANK_STATUS);
    else pieces.escaped(statuses, starts[code], starts[code + 1], CSV_ESCAPES);
  });
  const needQuotes = new Uint8Array(size);
  for (let code = 1; code < size; code++) {
    needQuotes[code] = needsQuotes(bytes, starts[code], starts[code + 1]) ? 1 : 0;
  }
  return { words, needQuotes };
}
