import { KEY_FIELD_NAMES } from '../domain/case.js';
import { statusAt } from '../domain/caseReader.js';
import { reasonOf, sumOf } from '../domain/explain.js';
import { type Facts, KEY_FIELDS, type TextColumn } from '../domain/facts.js';
import { ACTION_GROUPS, SUGGESTED_ACTIONS } from '../domain/report.js';
import { dictionarySize } from '../domain/text.js';
import { ByteWriter, escapes } from './byteWriter.js';
import { encodePieces, writeKey, writePiece, writeTime } from './pieces.js';
import { type ReportSource, slices } from './source.js';

export const SUMMARY_SCHEMA_VERSION = 1;

const [QUOTE, COMMA, LETTER_T] = [0x22, 0x2c, 0x54];

/** What JSON.stringify escapes, as it does; all that is not ASCII passes as it is. */
const JSON_ESCAPES = escapes(
  new Map(
    [...Array(0x20).keys(), QUOTE, 0x5c].map((byte) => [
      byte,
      JSON.stringify(String.fromCharCode(byte)).slice(1, -1),
    ]),
  ),
);

const KEY_LABELS = KEY_FIELD_NAMES.map((name) => `","${name}":"`);

/**
 * summary.json: the report and every case with its whole lists, in key order, one case per line. The text depends on
 * the facts, the rule set and the file's name alone.
 */
export function* summaryJson(source: ReportSource): Generator<Uint8Array> {
  const { facts, judgement } = source;
  const writer = new ByteWriter();
  const words = encodePieces(dictionarySize(facts.statuses), (pieces, code) =>
    writeStatus(pieces, facts, code),
  );
  const reasons = new Reasons(facts);
  writer.text(head(source));
  for (let index = 0; index < facts.caseCount; index++) {
    writer.ascii(index === 0 ? '\n' : ',\n');
    writeIdentity(writer, source, index);
    writer.ascii(',"alertNumbers":[');
    for (const [from, to] of slices(facts.numberStarts, index)) {
      writeNumbers(writer, facts, from, to, facts.numberStarts[index]);
      if (writer.isFull) yield writer.take();
    }
    writer.ascii('],"lastTaskStatus":');
    writePiece(writer, words, facts.lastStatus[index]);
    writer.ascii(',"statusChronology":[');
    for (const [from, to] of slices(facts.chronologyStarts, index)) {
      writeChronology(writer, facts, words, from, to, facts.chronologyStarts[index]);
      if (writer.isFull) yield writer.take();
    }
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

function writeStatus(writer: ByteWriter, { statuses }: Facts, code: number): void {
  if (code === 0) {
    writer.ascii('null');
    return;
  }
  const { starts, bytes } = statuses.texts;
  writer.byte(QUOTE);
  writer.escaped(bytes, starts[code], starts[code + 1], JSON_ESCAPES);
  writer.byte(QUOTE);
}

/** From the key to the number of alerts. */
function writeIdentity(writer: ByteWriter, { facts, judgement }: ReportSource, index: number): void {
  const { starts, bytes } = facts.keys;
  writer.ascii('{"key":"');
  writeKey(writer, facts.keyDigests, index);
  for (let field = 0; field < KEY_FIELDS; field++) {
    const text = index * KEY_FIELDS + field;
    writer.ascii(KEY_LABELS[field]);
    writer.escaped(bytes, starts[text], starts[text + 1], JSON_ESCAPES);
  }
  writer.ascii('","firstEvent":"');
  writeTime(writer, facts.firstSeconds[index], LETTER_T);
  writer.ascii('","lastEvent":"');
  writeTime(writer, facts.lastSeconds[index], LETTER_T);
  writer.ascii('","alertCount":');
  writer.ascii(String(judgement.alertCount[index]));
}

function writeNumbers(writer: ByteWriter, { numbers }: Facts, from: number, to: number, first: number): void {
  const { starts, bytes } = numbers;
  for (let number = from; number < to; number++) {
    if (number > first) writer.byte(COMMA);
    writer.byte(QUOTE);
    writer.escaped(bytes, starts[number], starts[number + 1], JSON_ESCAPES);
    writer.byte(QUOTE);
  }
}

function writeChronology(
  writer: ByteWriter,
  { chronology }: Facts,
  words: TextColumn,
  from: number,
  to: number,
  first: number,
): void {
  for (let entry = from; entry < to; entry++) {
    if (entry > first) writer.byte(COMMA);
    writePiece(writer, words, chronology[entry]);
  }
}

/** From the action to where the explanation begins. */
function writeOpinion(writer: ByteWriter, { judgement }: ReportSource, index: number): void {
  writer.ascii('],"action":"');
  writer.ascii(SUGGESTED_ACTIONS[judgement.action[index]]);
  writer.ascii('","group":"');
  writer.ascii(ACTION_GROUPS[judgement.group[index]]);
  writer.ascii('","score":');
  writer.ascii(String(judgement.score[index]));
  writer.ascii(',"factors":{"risk":');
  writer.ascii(String(judgement.risk[index]));
  writer.ascii(',"action":');
  writer.ascii(String(judgement.actionFactor[index]));
  writer.ascii(',"inefficiency":');
  writer.ascii(String(judgement.inefficiency[index]));
  writer.ascii(',"volume":');
  writer.ascii(String(judgement.volume[index]));
  writer.ascii('},"explanation":"');
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
