import { CASE_ROW_LIST_LENGTH } from '../domain/caseRow.js';
import { KEY_FIELDS } from '../domain/facts.js';
import { dictionarySize } from '../domain/text.js';
import { ByteWriter } from './byteWriter.js';
import type { Texts } from './copying.js';
import { escapes } from './escapes.js';
import { encodePieces, type ListedWords, listedWords, writeKey, writeTexts, writeWords } from './pieces.js';
import { type ReportSource, sourceTexts } from './source.js';

/**
 * The cases as PostgreSQL reads them with COPY in its text format: the columns of CASE_ROW_COLUMNS, TAB between
 * them, `\N` for NULL. A case per line, in key order.
 */

const [TAB, LINE_END, QUOTE] = [0x09, 0x0a, 0x22];
const BETWEEN_ELEMENTS = Buffer.from('","', 'latin1');

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
  const { keys, numbers, statuses } = sourceTexts(facts);
  const size = dictionarySize(facts.statuses);
  const lastStatuses = encodePieces(size, (pieces, code) => {
    if (code === 0) pieces.ascii('\\N');
    else pieces.escaped(statuses, statuses.starts[code], statuses.starts[code + 1], TEXT_ESCAPES);
  });
  const elements = listedWords(size, ',', (pieces, code) => {
    if (code === 0) pieces.ascii('NULL');
    else writeElement(pieces, statuses, code);
  });
  for (let index = 0; index < facts.caseCount; index++) {
    writer.ascii(`${reportId}\t${index}\t`);
    writeKey(writer, facts.keyDigests, index);
    writer.byte(TAB);
    writeKeyFields(writer, keys, index);
    writer.ascii(`${facts.firstSeconds[index]}\t${facts.lastSeconds[index]}\t`);
    yield* alertNumbers(writer, source, numbers, index);
    yield* statusChronology(writer, source, elements, index);
    writer.piece(lastStatuses, facts.lastStatus[index]);
    writeOpinion(writer, source, index);
    if (writer.isFull) yield writer.take();
  }
  yield writer.take();
}

function writeKeyFields(writer: ByteWriter, keys: Texts, index: number): void {
  for (let text = index * KEY_FIELDS; text < (index + 1) * KEY_FIELDS; text++) {
    writer.escaped(keys, keys.starts[text], keys.starts[text + 1], TEXT_ESCAPES);
    writer.byte(TAB);
  }
}

/** alert_count and alert_numbers. */
function* alertNumbers(
  writer: ByteWriter,
  { facts, judgement }: ReportSource,
  numbers: Texts,
  index: number,
): Generator<Uint8Array> {
  const from = facts.numberStarts[index];
  const count = judgement.alertCount[index];
  const to = from + Math.min(count, CASE_ROW_LIST_LENGTH);
  // No case is without a number: the outer quotes stand with the brackets.
  writer.ascii(`${count}\t{"`);
  yield* writeTexts(writer, BETWEEN_ELEMENTS, numbers, from, to, ELEMENT_ESCAPES);
  writer.ascii('"}\t');
}

/** chronology_length and status_chronology. */
function* statusChronology(
  writer: ByteWriter,
  { facts }: ReportSource,
  elements: ListedWords,
  index: number,
): Generator<Uint8Array> {
  const from = facts.chronologyStarts[index];
  const length = facts.chronologyStarts[index + 1] - from;
  const to = from + Math.min(length, CASE_ROW_LIST_LENGTH);
  writer.ascii(`${length}\t{`);
  yield* writeWords(writer, elements, facts.chronology, from, to);
  writer.ascii('}\t');
}

/** From the action to the end of the line. */
function writeOpinion(writer: ByteWriter, { judgement }: ReportSource, index: number): void {
  const { action, group, score, risk, actionFactor, inefficiency, volume } = judgement;
  writer.ascii(
    `\t${action[index]}\t${group[index]}\t${score[index]}\t${risk[index]}\t${actionFactor[index]}` +
      `\t${inefficiency[index]}\t${volume[index]}\n`,
  );
}

function writeElement(writer: ByteWriter, texts: Texts, index: number): void {
  writer.byte(QUOTE);
  writer.escaped(texts, texts.starts[index], texts.starts[index + 1], ELEMENT_ESCAPES);
  writer.byte(QUOTE);
}
