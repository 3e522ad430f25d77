import type pg from 'pg';
import { z } from 'zod';
import { CASE_ROW_LIST_LENGTH } from '../../domain/caseRow.js';
import { ACTION_GROUPS, SUGGESTED_ACTIONS } from '../../domain/report.js';
import { localDateTime } from '../../domain/wallClock.js';
import type { CaseOrder, CaseRecord, CaseRepository } from '../types.js';
import { filterConditions, KEY_ROW_COLUMNS, normalFilter, Parameters } from './caseFilter.js';
import { fingerprintOf, readCursor, writeCursor } from './cursor.js';
import { isId } from './ids.js';
import { pageOf } from './page.js';

const ORDER_COLUMNS: Record<CaseOrder, string> = {
  SCORE: 'score',
  ALERT_COUNT: 'alert_count',
  FIRST_EVENT: 'first_event',
  LAST_EVENT: 'last_event',
};

const DEFAULT_LIST_LENGTH = 100;
const place = z.tuple([z.number(), z.int()]);

/** A row as read; seconds and the value of the order as float8, exact for all that the tables hold. */
interface CaseRow extends Record<(typeof KEY_ROW_COLUMNS)[number], string> {
  seq: number;
  key: string;
  first_seconds: number;
  last_seconds: number;
  alert_count: number;
  alert_numbers: string[];
  chronology_length: number;
  status_chronology: (string | null)[];
  last_task_status: string | null;
  action: number;
  action_group: number;
  score: number;
  risk: number;
  action_factor: number;
  inefficiency: number;
  volume: number;
  order_value: number;
}

/**
 * @param pool    connections for reading
 * @param folding a collation that folds the case of all of Unicode, as SQL
 */
export function caseRepository(pool: pg.Pool, folding: string): CaseRepository {
  return {
    async page(reportId, { first, after, filter, orderBy, listLength = DEFAULT_LIST_LENGTH }) {
      const order = orderBy ?? 'SCORE';
      const wanted = normalFilter(filter);
      const list = fingerprintOf(reportId, order, wanted);
      const parameters = new Parameters();
      const column = ORDER_COLUMNS[order];
      const conditions = [`report_id = ${parameters.add(reportId)}`];
      if (after) {
        const [value, seq] = readCursor(after, list, place).map((part) => parameters.add(part));
        // Two conditions, for the index knows the first: it begins reading where the page begins.
        conditions.push(`${column} <= ${value}`, `(${column} < ${value} OR seq > ${seq})`);
      }
      conditions.push(...filterConditions(wanted, parameters, folding));
      if (!isId(reportId)) return pageOf([], first, caseRecordOf(reportId), () => '');

      const length = parameters.add(Math.min(listLength, CASE_ROW_LIST_LENGTH));
      const { rows } = await pool.query<CaseRow>(
        `SELECT seq, key, ${KEY_ROW_COLUMNS.join(', ')},
                first_event::float8 AS first_seconds, last_event::float8 AS last_seconds,
                alert_count, alert_numbers[1:${length}] AS alert_numbers,
                chronology_length, status_chronology[1:${length}] AS status_chronology, last_task_status,
                action, action_group, score, risk, action_factor, inefficiency, volume,
                ${column}::float8 AS order_value
           FROM cases
          WHERE ${conditions.join(' AND ')}
          ORDER BY ${column} DESC, seq
          LIMIT ${parameters.add(first + 1)}`,
        parameters.values,
      );
      return pageOf(rows, first, caseRecordOf(reportId), (row) =>
        writeCursor(list, row.order_value, row.seq),
      );
    },

    async count(reportId, filter) {
      if (!isId(reportId)) return 0;
      const parameters = new Parameters();
      const conditions = [
        `report_id = ${parameters.add(reportId)}`,
        ...filterConditions(normalFilter(filter), parameters, folding),
      ];
      const { rows } = await pool.query<{ cases: number }>(
        `SELECT count(*)::int AS cases FROM cases WHERE ${conditions.join(' AND ')}`,
        parameters.values,
      );
      return rows[0].cases;
    },
  };
}

const caseRecordOf =
  (reportId: string) =>
  (row: CaseRow): CaseRecord => ({
    reportId,
    seq: row.seq,
    key: row.key,
    assignmentGroup: row.assignment_group,
    shortDescription: row.short_description,
    node: row.node,
    cmdbCiClass: row.cmdb_ci_class,
    cmdbCi: row.cmdb_ci,
    source: row.source,
    metricName: row.metric_name,
    firstEvent: localDateTime(row.first_seconds),
    lastEvent: localDateTime(row.last_seconds),
    alertCount: row.alert_count,
    alertNumbers: row.alert_numbers,
    chronologyLength: row.chronology_length,
    statusChronology: row.status_chronology,
    lastTaskStatus: row.last_task_status,
    action: SUGGESTED_ACTIONS[row.action],
    group: ACTION_GROUPS[row.action_group],
    score: row.score,
    factors: {
      risk: row.risk,
      action: row.action_factor,
      inefficiency: row.inefficiency,
      volume: row.volume,
    },
  });
