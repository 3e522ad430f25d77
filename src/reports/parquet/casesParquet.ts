import type { Facts } from '../../domain/facts.js';
import { ACTION_GROUPS, SUGGESTED_ACTIONS } from '../../domain/report.js';
import { explanations } from './explanations.js';
import { floats, wallClockTimes, wholeNumbers } from './numberColumns.js';
import { parquetFile } from './parquetFile.js';
import { caseGroups } from './rowGroups.js';
import type { Column, TableSource } from './table.js';
import { caseText, caseTextLists } from './textColumns.js';
import { caseKeys, dictionaryWords, keyField, listed } from './words.js';

const KEY_COLUMN_NAMES = [
  'assignment_group',
  'short_description',
  'node',
  'cmdb_ci_class',
  'cmdb_ci',
  'source',
  'metric_name',
] as const;

/** The cases as a Parquet file, in key order: a case per row with all that a report says of it but its numbers. */
export function casesParquet(source: TableSource): Generator<Uint8Array> {
  return parquetFile([...factColumns(source), ...opinionColumns(source)], caseGroups(source.facts));
}

function factColumns({ facts, judgement }: TableSource): Column[] {
  const { chronology, chronologyStarts: starts, lastStatus, statuses } = facts;
  const entries = dictionaryWords(statuses, chronology, ({ from, to }) => [starts[from], starts[to]]);
  return [
    caseText('case_key', caseKeys(facts)),
    ...KEY_COLUMN_NAMES.map((name, field) => caseText(name, keyField(facts, field))),
    wallClockTimes('first_event', valuesOf(facts.firstSeconds), valuesOf(facts.firstNanos)),
    wallClockTimes('last_event', valuesOf(facts.lastSeconds), valuesOf(facts.lastNanos)),
    wholeNumbers('alert_count', valuesOf(judgement.alertCount)),
    wholeNumbers('event_count', (index) => starts[index + 1] - starts[index]),
    caseText(
      'last_task_status',
      dictionaryWords(statuses, lastStatus, ({ from, to }) => [from, to]),
      true,
    ),
    caseTextLists('status_chronology', { starts, wordsOf: entries }),
  ];
}

/** What the rules say of each case, and what holds for the whole report. */
function opinionColumns(source: TableSource): Column[] {
  const { facts, judgement, summary } = source;
  const { earliest, latest } = bounds(facts);
  return [
    caseText('action', listed(judgement.action, SUGGESTED_ACTIONS)),
    caseText('action_group', listed(judgement.group, ACTION_GROUPS)),
    floats('score', judgement.score),
    floats('risk', judgement.risk),
    floats('action_factor', judgement.actionFactor),
    floats('inefficiency', judgement.inefficiency),
    floats('volume', judgement.volume),
    caseText('explanation', explanations(source)),
    wallClockTimes('period_start', always(earliest), always(0)),
    wallClockTimes('period_end', always(latest), always(0)),
    wholeNumbers('invalid_rows', always(facts.invalidRows.total)),
    caseText('rule_set', listed(new Uint8Array(facts.caseCount), [summary.ruleSet.id])),
  ];
}

function valuesOf(column: Uint32Array | Float64Array): (index: number) => number {
  return (index) => column[index];
}

function always(value: number): () => number {
  return () => value;
}

/** The first and the last second of the report's period. */
function bounds({ firstSeconds, lastSeconds }: Facts) {
  let earliest = Number.POSITIVE_INFINITY;
  let latest = Number.NEGATIVE_INFINITY;
  for (const seconds of firstSeconds) if (seconds < earliest) earliest = seconds;
  for (const seconds of lastSeconds) if (seconds > latest) latest = seconds;
  return { earliest, latest };
}
