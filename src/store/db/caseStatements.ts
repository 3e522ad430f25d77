import { z } from 'zod';
import { CASE_ROW_LIST_LENGTH } from '../../domain/caseRow.js';
import type { CaseFilter, CasePageRequest } from '../types.js';
import { KEY_ROW_COLUMNS, normalFilter, Parameters, placeConditions, rowConditions } from './caseFilter.js';
import { places } from './caseOrders.js';
import { fingerprintOf, readCursor } from './cursor.js';
import type { Statement } from './readPool.js';

const DEFAULT_LIST_LENGTH = 100;
/** A part of an order, and a place in it. */
const placeOfCursor = z.tuple([z.int32(), z.int32()]);

/** Names the list that a request reads from a report: a cursor of it holds for no other. */
export function listOf(reportId: string, { orderBy, filter }: CasePageRequest): string {
  return fingerprintOf('places', reportId.toLowerCase(), orderBy ?? 'SCORE', normalFilter(filter));
}

/**
 * The same page of several reports, each with the row that follows it. Each report is read for itself, along its
 * order: of one report, or of fifty, the plan is the same.
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
  const filter = normalFilter(request.filter);
  const ofPlace = placeConditions(filter, parameters);
  const ofRow = rowConditions(filter, parameters, folding);
  const length = parameters.add(Math.min(request.listLength ?? DEFAULT_LIST_LENGTH, CASE_ROW_LIST_LENGTH));
  const limit = parameters.add(request.first + 1);
  const inOrder = `ORDER BY part, place LIMIT ${limit}`;
  const pages = reportIds.map((id) => {
    const reportId = `${parameters.add(id)}::uuid`;
    const conditions = [...ofPlace(reportId), ...afterPlace(id, request, parameters)];
    // Each row by its key: the planner, which knows nothing of a new report, would rather read all of them at once.
    return `(SELECT report_id, seq, key, ${KEY_ROW_COLUMNS.join(', ')},
        first_event::float8 AS first_seconds, last_event::float8 AS last_seconds,
        alert_count, ${firstOf('alert_numbers', length)},
        chronology_length, ${firstOf('status_chronology', length)}, last_task_status,
        action, action_group, score, risk, action_factor, inefficiency, volume, part, place
      FROM (
        SELECT part, place, seq AS wanted_seq FROM ${places(reportId, request.orderBy ?? 'SCORE')}
        ${where(conditions)}
        ${ofRow.length === 0 ? inOrder : ''}
      ) AS wanted
      CROSS JOIN LATERAL (
        SELECT * FROM cases ${where([`report_id = ${reportId}`, 'seq = wanted_seq', ...ofRow])} OFFSET 0
      ) AS cases
      ${inOrder})`;
  });
  return { text: pages.join('\nUNION ALL\n'), values: parameters.values };
}

function afterPlace(reportId: string, request: CasePageRequest, parameters: Parameters): string[] {
  if (typeof request.after !== 'string') return [];
  const [part, place] = readCursor(request.after, listOf(reportId, request), placeOfCursor).map((value) =>
    parameters.add(value),
  );
  return [`part >= ${part}::int`, `(part > ${part}::int OR place > ${place}::int)`];
}

function where(conditions: readonly string[]): string {
  return conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : '';
}

/** The first elements of a list that is stored as JSON, as an array. */
function firstOf(column: string, length: string): string {
  return `ARRAY(SELECT json_array_elements_text(${column}::json) LIMIT ${length}) AS ${column}`;
}

/** How many cases of each report the filter lets through. */
export function countStatement(
  reportIds: readonly string[],
  filter: CaseFilter | null | undefined,
  folding: string,
): Statement {
  const parameters = new Parameters();
  const normal = normalFilter(filter);
  const ofPlace = placeConditions(normal, parameters);
  const ofRow = rowConditions(normal, parameters, folding);
  const counts = reportIds.map((id) => {
    const reportId = `${parameters.add(id)}::uuid`;
    const conditions = ofPlace(reportId);
    const select = `SELECT ${reportId} AS report_id,`;
    if (conditions.length + ofRow.length === 0)
      return `${select} coalesce(sum(cardinality(seqs)), 0)::int AS cases
        FROM case_orders WHERE report_id = ${reportId} AND order_by = 0`;
    const rows = `CROSS JOIN LATERAL (
        SELECT FROM cases ${where([`report_id = ${reportId}`, 'seq = places.seq', ...ofRow])} OFFSET 0
      ) AS cases`;
    return `${select} count(*)::int AS cases FROM ${places(reportId, 'SCORE')}
      ${ofRow.length > 0 ? rows : ''} ${where(conditions)}`;
  });
  return { text: counts.join('\nUNION ALL\n'), values: parameters.values };
}
