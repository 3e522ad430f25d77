import { keyHex } from '../../domain/caseReader.js';
import { type Facts, KEY_FIELDS } from '../../domain/facts.js';
import { ACTION_GROUPS, SUGGESTED_ACTIONS } from '../../domain/report.js';
import type { ReportSource } from '../source.js';
import { parquetFile } from './parquetFile.js';
import { type RowRange, rowRanges } from './rowGroups.js';
import { type ColumnValues, nullableText, type TableSchema, text } from './tables.js';
import { textReader, wordsOf } from './texts.js';

const COLUMNS: TableSchema = [
  text('case_key'),
  text('number'),
  text('assignment_group'),
  text('short_description'),
  text('action'),
  text('action_group'),
  nullableText('case_last_task_status'),
];

const [ASSIGNMENT_GROUP, SHORT_DESCRIPTION] = [0, 1];

/**
 * The alerts as a Parquet file: a row per case and number of it, by case key and number. A file says of an alert's
 * own rows no more than goes into its case, so what else is in a row is the case's.
 */
export function alertsParquet(source: ReportSource): Generator<Uint8Array> {
  const { starts } = source.facts.numbers;
  const ranges = rowRanges(starts.length - 1, (row) => starts[row + 1] - starts[row]);
  const names = COLUMNS.map(({ name }) => name);
  return parquetFile(COLUMNS, names, rowGroups(source, ranges));
}

function* rowGroups(source: ReportSource, ranges: Iterable<RowRange>): Generator<ColumnValues[]> {
  const numberText = textReader(source.facts.numbers);
  const caseColumns = caseColumnsOf(source);
  let index = 0;
  for (const [from, to] of ranges) {
    const numbers: string[] = [];
    const ofCase = caseColumns.map((): (string | null)[] => []);
    for (let row = from; row < to; ) {
      while (source.facts.numberStarts[index + 1] <= row) index++;
      const end = Math.min(to, source.facts.numberStarts[index + 1]);
      const values = caseColumns.map((at) => at(index));
      for (; row < end; row++) {
        numbers.push(numberText(row));
        for (let column = 0; column < values.length; column++) ofCase[column].push(values[column]);
      }
    }
    const [keys, ...others] = ofCase;
    yield [keys, numbers, ...others];
  }
}

/** What a row says of its case: the key, and the columns after the number. */
function caseColumnsOf({ facts, judgement }: ReportSource): ((index: number) => string | null)[] {
  const words = wordsOf(facts.statuses);
  return [
    (index) => keyHex(facts, index),
    keyField(facts, ASSIGNMENT_GROUP),
    keyField(facts, SHORT_DESCRIPTION),
    (index) => SUGGESTED_ACTIONS[judgement.action[index]],
    (index) => ACTION_GROUPS[judgement.group[index]],
    (index) => words[facts.lastStatus[index]],
  ];
}

function keyField(facts: Facts, field: number): (index: number) => string {
  const keyText = textReader(facts.keys);
  return (index) => keyText(index * KEY_FIELDS + field);
}
