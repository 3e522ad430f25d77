import { CASE_ROW_LIST_LENGTH } from '../domain/caseRow.js';
import { KEY_FIELDS, type TextColumn } from '../domain/facts.js';
import { dictionarySize } from '../domain/text.js';
import { ByteWriter, escapes } from './byteWriter.js';
import { encodePieces, writeKey, writePiece } from './pieces.js';
import type { ReportSource } from './source.js';

/**
 * The cases as PostgreSQL reads them with COPY in its text format: the columns of CASE_ROW_COLUMNS, TAB between
 * them, `\N` for NULL. A case per line, in key order.
 */

const [TAB, LINE_END, QUOTE, COMMA, OPEN, CLOSE] = [0x09, 0x0a, 0x22, 0x2c, 0x7b, 0x7d];

const TEXT_ESCAPES = escapes(
  new Map([
    [TAB, '\\t'],
    [LINE_END, '\\n'],
    [0x0d, '\\r'],
    [0x5c, '\\\\'],
  ]),
);

// An array is escaped as an array first, and the text of the array as a column then.
const ELEMENT_ESCAPES = escapes(
  new Map([
    [TAB, '\\t'],
    [LINE_END, '\\n'],
    [0x0d, '\\r'],
    [QUOTE, '\\\\"'],
    [0x5c, '\\\\\\\\'],
  ]),
);

/** @param reportId the report's UUID */
export function* caseRows(source: ReportSource, reportId: string): Generator<Uint8Array> {
  const { facts } = source;
  const writer = new ByteWriter();
  const { starts, bytes } = facts.statuses.texts;
  const size = dictionarySize(facts.statuses);
  const lastStatuses = encodePieces(size, (pieces, code) => {
    if (code === 0) pieces.ascii('\\N');
    else pieces.escaped(bytes, starts[code], starts[code + 1], TEXT_ESCAPES);
  });
  const elements = encodePieces(size, (pieces, code) => {
    if (code === 0) pieces.ascii('NULL');
    else writeElement(pieces, facts.statuses.texts, code);
  });
  for (let index = 0; index < facts.caseCount; index++) {
    writer.ascii(`${reportId}\t${index}\t`);
    writeKey(writer, facts.keyDigests, index);
    writer.byte(TAB);
    writeKeyFields(writer, facts.keys, index);
    writer.ascii(`${facts.firstSeconds[index]}\t${facts.lastSeconds[index]}\t`);
    writeNumbers(writer, source, index);
    writeChronology(writer, source, elements, index);
    writePiece(writer, lastStatuses, facts.lastStatus[index]);
    writeOpinion(writer, source, index);
    if (writer.isFull) yield writer.take();
  }
  yield writer.take();
}

function writeKeyFields(writer: ByteWriter, { starts, bytes }: TextColumn, index: number): void {
  for (let text = index * KEY_FIELDS; text < (index + 1) * KEY_FIELDS; text++) {
    writer.escaped(bytes, starts[text], starts[text + 1], TEXT_ESCAPES);
    writer.byte(TAB);
  }
}

/** alert_count and alert_numbers. */
function writeNumbers(writer: ByteWriter, { facts, judgement }: ReportSource, index: number): void {
  const first = facts.numberStarts[index];
  const count = judgement.alertCount[index];
  writer.ascii(`${count}\t`);
  writer.byte(OPEN);
  for (let i = 0; i < Math.min(count, CASE_ROW_LIST_LENGTH); i++) {
    if (i > 0) writer.byte(COMMA);
    writeElement(writer, facts.numbers, first + i);
  }
  writer.byte(CLOSE);
  writer.byte(TAB);
}

/** chronology_length and status_chronology. */
function writeChronology(
  writer: ByteWriter,
  { facts }: ReportSource,
  elements: TextColumn,
  index: number,
): void {
  const first = facts.chronologyStarts[index];
  const length = facts.chronologyStarts[index + 1] - first;
  writer.ascii(`${length}\t`);
  writer.byte(OPEN);
  for (let i = 0; i < Math.min(length, CASE_ROW_LIST_LENGTH); i++) {
    if (i > 0) writer.byte(COMMA);
    writePiece(writer, elements, facts.chronology[first + i]);
  }
  writer.byte(CLOSE);
  writer.byte(TAB);
}

/** From the action to the end of the line. */
function writeOpinion(writer: ByteWriter, { judgement }: ReportSource, index: number): void {
  const { action, group, score, risk, actionFactor, inefficiency, volume } = judgement;
  writer.ascii(
    `\t${action[index]}\t${group[index]}\t${score[index]}\t${risk[index]}\t${actionFactor[index]}` +
      `\t${inefficiency[index]}\t${volume[index]}\n`,
  );
}

function writeElement(writer: ByteWriter, { starts, bytes }: TextColumn, index: number): void {
  writer.byte(QUOTE);
  writer.escaped(bytes, starts[index], starts[index + 1], ELEMENT_ESCAPES);
  writer.byte(QUOTE);
}
