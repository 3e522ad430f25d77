import { CASE_ROW_LIST_LENGTH } from '../domain/caseRow.js';
import { KEY_FIELDS } from '../domain/facts.js';
import type { Judgement } from '../domain/judge.js';
import { dictionarySize } from '../domain/text.js';
import type { ByteWriter } from './byteWriter.js';
import type { Texts } from './copying.js';
import { escapes } from './escapes.js';
import { opinionPieces, opinionsOf } from './opinions.js';
import { encodePieces, listedWords } from './pieces.js';
import { RowProgram } from './rowProgram.js';
import { type ReportSource, sourceTexts } from './source.js';

/**
 * The cases as PostgreSQL reads them with COPY in its text format: the columns of CASE_ROW_COLUMNS, TAB between
 * them, `\N` for NULL. A case per line, in key order.
 */

const [TAB, LINE_END, QUOTE] = [0x09, 0x0a, 0x22];

const TEXT_ESCAPES = escapes(
  new Map([
    [TAB, '\\t'],
    [LINE_END, '\\n'],
    [0x0d, '\\r'],
    [0x5c, '\\\\'],
  ]),
);

// A list is JSON, and its text is escaped as a column then: every backslash of it stands twice.
const ELEMENT_ESCAPES = escapes(
  new Map([
    ...Array.from({ length: 0x20 }, (_, byte): [number, string] => [
      byte,
      `\\\\u00${byte.toString(16).padStart(2, '0')}`,
    ]),
    [QUOTE, '\\\\"'],
    [0x5c, '\\\\\\\\'],
  ]),
);

/** @param reportId the report's UUID */
export function caseRows(
  { facts, judgement }: Pick<ReportSource, 'facts' | 'judgement'>,
  reportId: string,
): Generator<Uint8Array> {
  const { statuses } = sourceTexts(facts);
  const size = dictionarySize(facts.statuses);
  const lastStatuses = encodePieces(size, (pieces, code) => {
    if (code === 0) pieces.ascii('\\N');
    else pieces.escaped(statuses, statuses.starts[code], statuses.starts[code + 1], TEXT_ESCAPES);
  });
  const elements = listedWords(size, ',', (pieces, code) => {
    if (code === 0) pieces.ascii('null');
    else writeElement(pieces, statuses, code);
  });
  const opinions = opinionsOf(judgement);
  const program = new RowProgram(facts).literal(`${reportId}\t`).rank().literal('\t').key().literal('\t');
  for (let field = 0; field < KEY_FIELDS; field++) {
    program.keyField(field, { escapes: TEXT_ESCAPES }).literal('\t');
  }
  return (
    program
      .seconds(facts.firstSeconds)
      .literal('\t')
      .seconds(facts.lastSeconds)
      .literal('\t')
      .number(judgement.alertCount)
      // No case is without a number: the outer quotes stand with the brackets.
      .literal('\t["')
      .alertNumbers('","', { escapes: ELEMENT_ESCAPES }, CASE_ROW_LIST_LENGTH)
      .literal('"]\t')
      .count(facts.chronologyStarts)
      .literal('\t[')
      .chronology(elements, { most: CASE_ROW_LIST_LENGTH })
      .literal(']\t')
      .piece(facts.lastStatus, lastStatuses)
      .piece(
        opinions.codes,
        opinionPieces(opinions, (index) => opinionText(judgement, index)),
      )
      .rows()
  );
}

/** From the action to the end of the line. */
function opinionText(judgement: Judgement, index: number): string {
  const { action, group, score, risk, actionFactor, inefficiency, volume } = judgement;
  return (
    `\t${action[index]}\t${group[index]}\t${score[index]}\t${risk[index]}\t${actionFactor[index]}` +
    `\t${inefficiency[index]}\t${volume[index]}\n`
  );
}

function writeElement(writer: ByteWriter, texts: Texts, index: number): void {
  writer.byte(QUOTE);
  writer.escaped(texts, texts.starts[index], texts.starts[index + 1], ELEMENT_ESCAPES);
  writer.byte(QUOTE);
}
