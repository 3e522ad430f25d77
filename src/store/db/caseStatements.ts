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
  const column = ORDER_COLUMNS[request.orderBy ?? 'SCORE'];
  const filter = filterConditions(normalFilter(request.filter), parameters, folding);
  const length = parameters.add(Math.min(request.listLength ?? DEFAULT_LIST_LENGTH, CASE_ROW_LIST_LENGTH));
  const limit = parameters.add(request.first + 1);
  const pages = reportIds.map((reportId) => {
    const conditions = [
      `report_id = ${parameters.add(reportId)}`,
      ...beginning(reportId, request, parameters),
      ...filter,
    ];
    return `(SELECT report_id, seq, key, ${KEY_ROW_COLUMNS.join(', ')},
        first_event::float8 AS first_seconds, last_event::float8 AS last_seconds,
        alert_count, alert_numbers[1:${length}] AS alert_numbers,
        chronology_length, status_chronology[1:${length}] AS status_chronology, last_task_status,
        action, action_group, score, risk, action_factor, inefficiency, volume,
        ${column}::float8 AS order_value
      FROM cases
      WHERE ${conditions.join(' AND ')}
      ORDER BY ${column} DESC, seq
      LIMIT ${limit})`;
  });
  return { text: pages.join('\nUNION ALL\n'), values: parameters.values };
}

function beginning(reportId: string, request: CasePageRequest, parameters: Parameters): string[] {
  if (!request.after) return [];
  const column = ORDER_COLUMNS[request.orderBy ?? 'SCORE'];
  const [value, seq] = readCursor(request.after, listOf(reportId, request), place).map((part) =>
    parameters.add(part),
  );
  // Two conditions, for the index knows the first: it begins reading where the page begins.
  return [`${column} <= ${value}`, `(${column} < ${value} OR seq > ${seq})`];
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
