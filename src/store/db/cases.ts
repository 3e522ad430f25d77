import { ACTION_GROUPS, SUGGESTED_ACTIONS } from '../../domain/report.js';
import { localDateTime } from '../../domain/wallClock.js';
import type { CaseFilter, CasePageRequest, CaseRecord, CaseRepository, Page } from '../types.js';
import type { KEY_ROW_COLUMNS } from './caseFilter.js';
import { countStatement, listOf, pageStatement } from './caseStatements.js';
import { writeCursor } from './cursor.js';
import { isId } from './ids.js';
import { groupedBy, pageOf } from './page.js';
import type { ReadPool } from './readPool.js';

/** A row as read; seconds as float8, exact for all that the table holds. */
interface CaseRow extends Record<(typeof KEY_ROW_COLUMNS)[number], string> {
  report_id: string;
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
  part: number;
  place: number;
}

/**
 * @param reads   connections for reading
 * @param folding a collation that folds the case of all of Unicode, as SQL
 */
export function caseRepository(reads: ReadPool, folding: string): CaseRepository {
  async function pages(reportIds: readonly string[], request: CasePageRequest): Promise<Page<CaseRecord>[]> {
    const known = distinctIds(reportIds);
    const rows = known.length > 0 ? await reads.query<CaseRow>(pageStatement(known, request, folding)) : [];
    const byReport = groupedBy(rows, (row) => row.report_id);
    return reportIds.map((reportId) => {
      const list = listOf(reportId, request);
      return pageOf(byReport.get(reportId.toLowerCase()) ?? [], request.first, caseRecord, (row) =>
        writeCursor(list, row.part, row.place),
      );
    });
  }

  async function counts(reportIds: readonly string[], filter?: CaseFilter | null): Promise<number[]> {
    const known = distinctIds(reportIds);
    if (known.length === 0) return reportIds.map(() => 0);
    const rows = await reads.query<{ report_id: string; cases: number }>(
      countStatement(known, filter, folding),
    );
    const byReport = new Map(rows.map((row) => [row.report_id, row.cases]));
    return reportIds.map((reportId) => byReport.get(reportId.toLowerCase()) ?? 0);
  }

  return {
    pages,
    counts,
    page: async (reportId, request) => (await pages([reportId], request))[0],
    count: async (reportId, filter) => (await counts([reportId], filter))[0],
  };
}

/** Those that can be ids at all, each once, as PostgreSQL writes them. */
function distinctIds(ids: readonly string[]): string[] {
  return [...new Set(ids.filter(isId).map((id) => id.toLowerCase()))];
}

function caseRecord(row: CaseRow): CaseRecord {
  return {
    reportId: row.report_id,
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
  };
}
