import { z } from 'zod';
import { CASE_ROW_LIST_LENGTH } from '../../domain/caseRow.js';
import type { CaseFilter, CaseOrder, CasePageRequest } from '../types.js';
import { filterConditions, KEY_ROW_COLUMNS, normalFilter, Parameters } from './caseFilter.js';
import { fingerprintOf, readCursor } from './cursor.js';
import type { Statement } from './readPool.js';

const ORDER_COLUMNS: Record<CaseOrder, string> = {
  SCORE: 'score',
  ALERT_COUNT: 'alert_count',
  FIRST_EVENT: 'first_event',
  LAST_EVENT: 'last_event',
};

const DEFAULT_LIST_LENGTH = 100;
const place = z.tuple([z.number(), z.int()]);

/** Names the list that a request reads from a report: a cursor of it holds for no other. */
export function listOf(reportId: string, { orderBy, filter }: CasePageRequest): string {
  return fingerprintOf(reportId.toLowerCase(), orderBy ?? 'SCORE', normalFilter(filter));
}

/**
 * The same page of several reports, each with the row that follows it. Each report is read for itself, by an index:
 * of one report, or of fifty, the plan is the same.
 *
 * @param reportIds ids, at least one
 * @param folding   a collation that folds the case of all of Unicode, as SQL
 * @throws CodedError BAD_USER_INPUT when `after` is a cursor of another list
 */
export function pageStatement(
  reportIds: readonly string[],
  request: CasePageRequest,
  folding: string,
): Statement {
  const parameters = new Parameters();
  const filter = filterConditions(normalFilter(request.filter), parameters, folding);
  const length = parameters.add(Math.min(request.listLength ?? DEFAULT_LIST_LENGTH, CASE_ROW_LIST_LENGTH));
  const limit = parameters.add(request.first + 1);
  const column = ORDER_COLUMNS[request.orderBy ?? 'SCORE'];
  const rowsWhere = (conditions: string[]) =>
    `(SELECT report_id, seq, key, ${KEY_ROW_COLUMNS.join(', ')},
        first_event::float8 AS first_seconds, last_event::float8 AS last_seconds,
        alert_count, ${firstOf('alert_numbers', length)},
        chronology_length, ${firstOf('status_chronology', length)}, last_task_status,
        action, action_group, score, risk, action_factor, inefficiency, volume,
        ${column}::float8 AS order_value
      FROM cases
      WHERE ${conditions.join(' AND ')}
      ORDER BY ${column} DESC, seq
      LIMIT ${limit})`;
  const pages = reportIds.map((reportId) => {
    const ofReport = [`report_id = ${parameters.add(reportId)}`, ...filter];
    if (typeof request.after !== 'string') return rowsWhere(ofReport);
    const [value, seq] = readCursor(request.after, listOf(reportId, request), place).map((part) =>
      parameters.add(part),
    );
    // Rows of the cursor's value and rows below it, each from where an index begins reading: one condition for both
    // would read all rows of the same value again, and most cases of a report have the same few alert counts.
    return `(SELECT * FROM (
        ${rowsWhere([...ofReport, `${column} = ${value}`, `seq > ${seq}`])}
        UNION ALL
        ${rowsWhere([...ofReport, `${column} < ${value}`])}) AS rest
      ORDER BY order_value DESC, seq
      LIMIT ${limit})`;
  });
  return { text: pages.join('\nUNION ALL\n'), values: parameters.values };
}

/** The first elements of a list that is stored as JSON, as an array. */
function firstOf(column: string, length: string): string {
  return `ARRAY(SELECT json_array_elements_text(${column}::json) LIMIT ${length}) AS ${column}`;
}

/** How many cases of each report the filter lets through; reports without any have no row. */
export function countStatement(
  reportIds: readonly string[],
  filter: CaseFilter | null | undefined,
  folding: string,
): Statement {
  const parameters = new Parameters();
  const conditions = [
    `report_id = ANY(${parameters.add(reportIds)}::uuid[])`,
    ...filterConditions(normalFilter(filter), parameters, folding),
  ];
  return {
    text: `SELECT report_id, count(*)::int AS cases FROM cases WHERE ${conditions.join(' AND ')} GROUP BY report_id`,
    values: parameters.values,
  };
}
