import { keyHex } from '../../domain/caseReader.js';
import { explain } from '../../domain/explain.js';
import { KEY_FIELDS } from '../../domain/facts.js';
import { ACTION_GROUPS, SUGGESTED_ACTIONS } from '../../domain/report.js';
import type { ReportSource } from '../source.js';
import { parquetFile } from './parquetFile.js';
import { type RowRange, rowRanges } from './rowGroups.js';
import {
  type ColumnValues,
  float,
  nullableText,
  nullableTexts,
  type TableSchema,
  text,
  wallClockTime,
  wholeNumber,
} from './tables.js';
import { textReader, wordsOf } from './texts.js';

const KEY_COLUMN_NAMES = [
  'assignment_group',
  'short_description',
  'node',
  'cmdb_ci_class',
  'cmdb_ci',
  'source',
  'metric_name',
] as const;

const COLUMNS: TableSchema[] = [
  [text('case_key')],
  ...KEY_COLUMN_NAMES.map((name) => [text(name)]),
  [wallClockTime('first_event')],
  [wallClockTime('last_event')],
  [wholeNumber('alert_count')],
  [wholeNumber('event_count')],
  [nullableText('last_task_status')],
  nullableTexts('status_chronology'),
  [text('action')],
  [text('action_group')],
  [float('score')],
  [float('risk')],
  [float('action_factor')],
  [float('inefficiency')],
  [float('volume')],
  [text('explanation')],
  [wallClockTime('period_start')],
  [wallClockTime('period_end')],
  [wholeNumber('invalid_rows')],
  [text('rule_set')],
];

/** The references of a list's entries count like so many bytes. */
const ENTRY_BYTES = 16;

/** The cases as a Parquet file, in key order: a case per row with all that a report says of it but its numbers. */
export function casesParquet(source: ReportSource): Generator<Uint8Array> {
  const { keys, chronologyStarts, caseCount } = source.facts;
  const bytesOf = (row: number) =>
    keys.starts[(row + 1) * KEY_FIELDS] -
    keys.starts[row * KEY_FIELDS] +
    (chronologyStarts[row + 1] - chronologyStarts[row]) * ENTRY_BYTES;
  const names = COLUMNS.map(([{ name }]) => name);
  return parquetFile(COLUMNS.flat(), names, rowGroups(source, rowRanges(caseCount, bytesOf)));
}

function* rowGroups(source: ReportSource, ranges: Iterable<RowRange>): Generator<ColumnValues[]> {
  const { facts, judgement, summary } = source;
  const { chronology, chronologyStarts, lastStatus } = facts;
  const keyText = textReader(facts.keys);
  const words = wordsOf(facts.statuses);
  const { earliest, latest } = bounds(source);
  for (const [from, to] of ranges) {
    const each = <T>(at: (row: number) => T) => Array.from({ length: to - from }, (_, i) => at(from + i));
    const all = <T>(value: T) => new Array<T>(to - from).fill(value);
    yield [
      each((row) => keyHex(facts, row)),
      ...KEY_COLUMN_NAMES.map((_, field) => each((row) => keyText(row * KEY_FIELDS + field))),
      each((row) => microseconds(facts.firstSeconds[row], facts.firstNanos[row])),
      each((row) => microseconds(facts.lastSeconds[row], facts.lastNanos[row])),
      Int32Array.from(judgement.alertCount.subarray(from, to)),
      Int32Array.from(each((row) => chronologyStarts[row + 1] - chronologyStarts[row])),
      each((row) => words[lastStatus[row]]),
      each((row) =>
        Array.from(
          chronology.subarray(chronologyStarts[row], chronologyStarts[row + 1]),
          (code) => words[code],
        ),
      ),
      each((row) => SUGGESTED_ACTIONS[judgement.action[row]]),
      each((row) => ACTION_GROUPS[judgement.group[row]]),
      judgement.score.slice(from, to),
      judgement.risk.slice(from, to),
      judgement.actionFactor.slice(from, to),
      judgement.inefficiency.slice(from, to),
      judgement.volume.slice(from, to),
      each((row) => explanationAt(source, row, words[lastStatus[row]])),
      all(earliest),
      all(latest),
      new Int32Array(to - from).fill(facts.invalidRows.total),
      all(summary.ruleSet.id),
    ];
  }
}

function explanationAt({ judgement }: ReportSource, row: number, lastTaskStatus: string | null): string {
  return explain({
    alertCount: judgement.alertCount[row],
    lastTaskStatus,
    action: SUGGESTED_ACTIONS[judgement.action[row]],
    score: judgement.score[row],
    factors: {
      risk: judgement.risk[row],
      action: judgement.actionFactor[row],
      inefficiency: judgement.inefficiency[row],
      volume: judgement.volume[row],
    },
  });
}

/** The first and the last second of the report's period. */
function bounds({ facts: { firstSeconds, lastSeconds } }: ReportSource) {
  let earliest = Number.POSITIVE_INFINITY;
  let latest = Number.NEGATIVE_INFINITY;
  for (const seconds of firstSeconds) if (seconds < earliest) earliest = seconds;
  for (const seconds of lastSeconds) if (seconds > latest) latest = seconds;
  if (firstSeconds.length === 0) return { earliest: 0n, latest: 0n };
  return { earliest: microseconds(earliest, 0), latest: microseconds(latest, 0) };
}

/** Further digits are dropped, as they are in everything that a report shows. */
export function microseconds(seconds: number, nanos: number): bigint {
  return BigInt(seconds) * 1_000_000n + BigInt(Math.floor(nanos / 1_000));
}
