import { ACTION_GROUPS, SUGGESTED_ACTIONS } from '../../domain/report.js';
import { parquetFile } from './parquetFile.js';
import { alertGroups } from './rowGroups.js';
import type { Column, TableSource } from './table.js';
import { caseText, rowText } from './textColumns.js';
import { caseKeys, dictionaryWords, keyField, listed, writeText } from './words.js';

const [ASSIGNMENT_GROUP, SHORT_DESCRIPTION] = [0, 1];

/**
 * The alerts as a Parquet file: a row per case and number of it, by case key and number. A file says of an alert's
 * own rows no more than goes into its case, so what else is in a row is the case's.
 */
export function alertsParquet(source: TableSource): Generator<Uint8Array> {
  return parquetFile(columnsOf(source), alertGroups(source.facts));
}

function columnsOf({ facts, judgement }: TableSource): Column[] {
  const lastStatus = dictionaryWords(facts.statuses, facts.lastStatus, ({ from, to }) => [from, to]);
  return [
    caseText('case_key', caseKeys(facts)),
    rowText('number', (out, row) => writeText(out, facts.numbers, row)),
    caseText('assignment_group', keyField(facts, ASSIGNMENT_GROUP)),
    caseText('short_description', keyField(facts, SHORT_DESCRIPTION)),
    caseText('action', listed(judgement.action, SUGGESTED_ACTIONS)),
    caseText('action_group', listed(judgement.group, ACTION_GROUPS)),
    caseText('case_last_task_status', lastStatus, true),
  ];
}
