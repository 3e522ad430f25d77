import { KEY_FIELD_NAMES } from '../domain/case.js';
import { statusAt } from '../domain/caseReader.js';
import { reasonOf, sumOf } from '../domain/explain.js';
import type { Facts } from '../domain/facts.js';
import type { Judgement } from '../domain/judge.js';
import { ACTION_GROUPS, SUGGESTED_ACTIONS } from '../domain/report.js';
import { dictionarySize } from '../domain/text.js';
import type { ByteWriter } from './byteWriter.js';
import type { Pieces, Texts } from './copying.js';
import { escapes } from './escapes.js';
import { opinionPieces, opinionsOf } from './opinions.js';
import { encodePieces, listedWords } from './pieces.js';
import { RowProgram } from './rowProgram.js';
import { type ReportSource, sourceTexts } from './source.js';

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

const COMMA = ',';

/**
 * summary.json: the report and every case with its whole lists, in key order, one case per line. The text depends on
 * the facts, the rule set and the file's name alone.
 */
export function* summaryJson(source: ReportSource): Generator<Uint8Array> {
  const { facts } = source;
  yield Buffer.from(head(source), 'utf8');
  let isFirst = true;
  for (const rows of caseProgram(source).rows()) {
    // Every case begins with what parts it from the one before.
    yield isFirst ? rows.subarray(COMMA.length) : rows;
    isFirst = false;
  }
  yield Buffer.from(facts.caseCount === 0 ? ']\n}\n' : '\n]\n}\n', 'latin1');
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

function caseProgram(source: ReportSource): RowProgram {
  const { facts, judgement } = source;
  const opinions = opinionsOf(judgement);
  const reasons = new Reasons(facts, judgement);
  const { statuses } = sourceTexts(facts);
  const words = listedWords(dictionarySize(facts.statuses), COMMA, (pieces, code) =>
    writeStatus(pieces, statuses, code),
  );
  const program = new RowProgram(facts).literal(`${COMMA}\n{"key":"`).key();
  KEY_FIELD_NAMES.forEach((name, field) => {
    program.literal(`","${name}":"`).keyField(field, { escapes: JSON_ESCAPES });
  });
  return (
    program
      .literal('","firstEvent":"')
      .time(facts.firstSeconds, LETTER_T)
      .literal('","lastEvent":"')
      .time(facts.lastSeconds, LETTER_T)
      .literal('","alertCount":')
      .number(judgement.alertCount)
      // No case is without a number, so the outer quotes of the list may stand with its brackets.
      .literal(',"alertNumbers":["')
      .alertNumbers('","', { escapes: JSON_ESCAPES })
      .literal('"],"lastTaskStatus":')
      .piece(facts.lastStatus, words.first)
      .literal(',"statusChronology":[')
      .chronology(words)
      .piece(
        opinions.codes,
        opinionPieces(opinions, (index) => opinionText(judgement, index)),
      )
      .piece(reasons.codes, reasons.pieces())
      .piece(
        opinions.codes,
        opinionPieces(opinions, (index) => ` ${sumText(judgement, index)}"}`),
      )
  );
}

function writeStatus(writer: ByteWriter, statuses: Texts, code: number): void {
  if (code === 0) {
    writer.ascii('null');
    return;
  }
  writer.byte(QUOTE);
  writer.escaped(statuses, statuses.starts[code], statuses.starts[code + 1], JSON_ESCAPES);
  writer.byte(QUOTE);
}

/** From the end of the chronology to where the explanation begins. */
function opinionText(judgement: Judgement, index: number): string {
  const { action, group, score, risk, actionFactor, inefficiency, volume } = judgement;
  return (
    `],"action":"${SUGGESTED_ACTIONS[action[index]]}","group":"${ACTION_GROUPS[group[index]]}",` +
    `"score":${score[index]},"factors":{"risk":${risk[index]},"action":${actionFactor[index]},` +
    `"inefficiency":${inefficiency[index]},"volume":${volume[index]}},"explanation":"`
  );
}

function sumText(
  { score, risk, actionFactor, inefficiency, volume, alertCount }: Judgement,
  index: number,
): string {
  const factors = {
    risk: risk[index],
    action: actionFactor[index],
    inefficiency: inefficiency[index],
    volume: volume[index],
  };
  return sumOf(score[index], factors, alertCount[index]);
}

/** The reasons of actions depend on action and last status alone: each is put into words once. */
class Reasons {
  /** The reason of each case. */
  readonly codes: Uint32Array;
  readonly #texts: string[] = [];

  constructor(facts: Facts, { action }: Judgement) {
    const known = new Map<number, number>();
    this.codes = Uint32Array.from(action, (code, index) => {
      const key = facts.lastStatus[index] * SUGGESTED_ACTIONS.length + code;
      const reason = known.get(key);
      if (reason !== undefined) return reason;
      const text = reasonOf(SUGGESTED_ACTIONS[code], statusAt(facts, facts.lastStatus[index]));
      known.set(key, this.#texts.length);
      return this.#texts.push(JSON.stringify(text).slice(1, -1)) - 1;
    });
  }

  pieces(): Pieces {
    return encodePieces(this.#texts.length, (writer, code) => writer.text(this.#texts[code]));
  }
}
