import { KEY_FIELD_NAMES } from '../domain/case.js';
import { statusAt } from '../domain/caseReader.js';
import { reasonOf, sumOf } from '../domain/explain.js';
import { type Facts, KEY_FIELDS } from '../domain/facts.js';
import { ACTION_GROUPS, SUGGESTED_ACTIONS } from '../domain/report.js';
import { dictionarySize } from '../domain/text.js';
import { ByteWriter } from './byteWriter.js';
import { escapes } from './escapes.js';
import { asciiPieces, listedWords, writeKey, writeTexts, writeTime, writeWords } from './pieces.js';
import { type ReportSource, type SourceTexts, sourceTexts } from './source.js';

export const SUMMARY_SCHEMA_VERSION = 1;

const [QUOTE, LETTER_T] = [0x22, 0x54];

/** What JSON.stringify escapes, as it does; all that is not ASCII passes as it is. */
const JSON_ESCAPES = escapes(
  new Map(
    [...Array(0x20).keys(), QUOTE, 0x5c].map((byte) => [
      byte,
      JSON.stringify(String.fromCharCode(byte)).slice(1, -1),
    ]),
  ),
);

const BETWEEN_STRINGS = Buffer.from('","', 'latin1');

/** What stands before the values of a case that follow the key. */
const LABEL_TEXTS = {
  firstEvent: '","firstEvent":"',
  lastEvent: '","lastEvent":"',
  alertCount: '","alertCount":',
  // No case is without a number, so the outer quotes of the list may stand with its brackets.
  alertNumbers: ',"alertNumbers":["',
  lastTaskStatus: '"],"lastTaskStatus":',
  statusChronology: ',"statusChronology":[',
  action: '],"action":"',
  group: '","group":"',
  score: '","score":',
  risk: ',"factors":{"risk":',
  actionFactor: ',"action":',
  inefficiency: ',"inefficiency":',
  volume: ',"volume":',
  explanation: '},"explanation":"',
};
const LABELS = asciiPieces(Object.values(LABEL_TEXTS));
const KEY_LABELS = asciiPieces(KEY_FIELD_NAMES.map((name) => `","${name}":"`));
const LABEL = Object.fromEntries(Object.keys(LABEL_TEXTS).map((name, i) => [name, i])) as Record<
  keyof typeof LABEL_TEXTS,
  number
>;

const ACTION_NAMES = asciiPieces(SUGGESTED_ACTIONS);
const GROUP_NAMES = asciiPieces(ACTION_GROUPS);

/**
 * summary.json: the report and every case with its whole lists, in key order, one case per line. The text depends on
 * the facts, the rule set and the file's name alone.
 */
export function* summaryJson(source: ReportSource): Generator<Uint8Array> {
  const { facts, judgement } = source;
  const writer = new ByteWriter();
  const texts = sourceTexts(facts);
  const words = listedWords(dictionarySize(facts.statuses), ',', (pieces, code) =>
    writeStatus(pieces, texts, code),
  );
  const reasons = new Reasons(facts);
  const { numberStarts, chronologyStarts } = facts;
  writer.text(head(source));
  for (let index = 0; index < facts.caseCount; index++) {
    writer.ascii(index === 0 ? '\n' : ',\n');
    writeIdentity(writer, source, texts, index);
    writer.piece(LABELS, LABEL.alertNumbers);
    yield* writeTexts(
      writer,
      BETWEEN_STRINGS,
      texts.numbers,
      numberStarts[index],
      numberStarts[index + 1],
      JSON_ESCAPES,
    );
    writer.piece(LABELS, LABEL.lastTaskStatus);
    writer.piece(words.first, facts.lastStatus[index]);
    writer.piece(LABELS, LABEL.statusChronology);
    yield* writeWords(writer, words, facts.chronology, chronologyStarts[index], chronologyStarts[index + 1]);
    writeOpinion(writer, source, index);
    reasons.write(writer, judgement.action[index], facts.lastStatus[index]);
    writeSum(writer, source, index);
    writer.ascii('"}');
    if (writer.isFull) yield writer.take();
  }
  writer.ascii(facts.caseCount === 0 ? ']\n}\n' : '\n]\n}\n');
  yield writer.take();
}

function head({ summary, fileName }: ReportSource): string {
  const { input, ruleSet, period, kpis, invalidRows, unknownValues, warnings } = summary;
  const members = {
    schemaVersion: SUMMARY_SCHEMA_VERSION,
    input: { fileName, ...input },
    ruleSet,
    period,
    kpis,
    invalidRows,
    unknownValues,
    warnings,
  };
  const lines = Object.entries(members).map(([name, value]) => `"${name}":${JSON.stringify(value)},\n`);
  return `{\n${lines.join('')}"cases":[`;
}

function writeStatus(writer: ByteWriter, { statuses }: SourceTexts, code: number): void {
  if (code === 0) {
    writer.ascii('null');
    return;
  }
  writer.byte(QUOTE);
  writer.escaped(statuses, statuses.starts[code], statuses.starts[code + 1], JSON_ESCAPES);
  writer.byte(QUOTE);
}

/** From the key to the number of alerts. */
function writeIdentity(
  writer: ByteWriter,
  { facts, judgement }: ReportSource,
  { keys }: SourceTexts,
  index: number,
): void {
  writer.ascii('{"key":"');
  writeKey(writer, facts.keyDigests, index);
  for (let field = 0; field < KEY_FIELDS; field++) {
    const text = index * KEY_FIELDS + field;
    writer.piece(KEY_LABELS, field);
    writer.escaped(keys, keys.starts[text], keys.starts[text + 1], JSON_ESCAPES);
  }
  writer.piece(LABELS, LABEL.firstEvent);
  writeTime(writer, facts.firstSeconds[index], LETTER_T);
  writer.piece(LABELS, LABEL.lastEvent);
  writeTime(writer, facts.lastSeconds[index], LETTER_T);
  writer.piece(LABELS, LABEL.alertCount);
  writer.ascii(String(judgement.alertCount[index]));
}

/** From the action to where the explanation begins. */
function writeOpinion(writer: ByteWriter, { judgement }: ReportSource, index: number): void {
  writer.piece(LABELS, LABEL.action);
  writer.piece(ACTION_NAMES, judgement.action[index]);
  writer.piece(LABELS, LABEL.group);
  writer.piece(GROUP_NAMES, judgement.group[index]);
  writer.piece(LABELS, LABEL.score);
  writer.ascii(String(judgement.score[index]));
  writer.piece(LABELS, LABEL.risk);
  writer.ascii(String(judgement.risk[index]));
  writer.piece(LABELS, LABEL.actionFactor);
  writer.ascii(String(judgement.actionFactor[index]));
  writer.piece(LABELS, LABEL.inefficiency);
  writer.ascii(String(judgement.inefficiency[index]));
  writer.piece(LABELS, LABEL.volume);
  writer.ascii(String(judgement.volume[index]));
  writer.piece(LABELS, LABEL.explanation);
}

function writeSum(writer: ByteWriter, { judgement }: ReportSource, index: number): void {
  const factors = {
    risk: judgement.risk[index],
    action: judgement.actionFactor[index],
    inefficiency: judgement.inefficiency[index],
    volume: judgement.volume[index],
  };
  writer.text(` ${sumOf(judgement.score[index], factors, judgement.alertCount[index])}`);
}

/** The reasons of actions depend on action and last status alone: each is put into words once. */
class Reasons {
  readonly #facts: Facts;
  readonly #encoded = new Map<number, Uint8Array>();

  constructor(facts: Facts) {
    this.#facts = facts;
  }

  write(writer: ByteWriter, action: number, lastStatus: number): void {
    const at = lastStatus * SUGGESTED_ACTIONS.length + action;
    let encoded = this.#encoded.get(at);
    if (encoded === undefined) {
      const reason = reasonOf(SUGGESTED_ACTIONS[action], statusAt(this.#facts, lastStatus));
      encoded = Buffer.from(JSON.stringify(reason).slice(1, -1), 'utf8');
      this.#encoded.set(at, encoded);
    }
    writer.copy(encoded);
  }
}
