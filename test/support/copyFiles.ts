import { writeFileSync } from 'node:fs';
import { CASE_ROW_COLUMNS } from '../../src/domain/caseRow.js';
import { ACTION_GROUPS, SUGGESTED_ACTIONS } from '../../src/domain/report.js';
import type { InvalidRowRecord } from '../../src/store/types.js';
import type { CaseSample } from './records.js';

/** Writes a file of case rows as PostgreSQL documents its COPY text format. */
export function writeCaseRows(path: string, cases: CaseSample[]): void {
  const lines = cases.map((row) => {
    const values: Record<(typeof CASE_ROW_COLUMNS)[number], string | null> = {
      report_id: row.reportId,
      seq: String(row.seq),
      key: row.key,
      assignment_group: row.assignmentGroup,
      short_description: row.shortDescription,
      node: row.node,
      cmdb_ci_class: row.cmdbCiClass,
      cmdb_ci: row.cmdbCi,
      source: row.source,
      metric_name: row.metricName,
      first_event: String(row.firstSeconds),
      last_event: String(row.lastSeconds),
      alert_count: String(row.alertCount),
      alert_numbers: JSON.stringify(row.alertNumbers),
      chronology_length: String(row.chronologyLength),
      status_chronology: JSON.stringify(row.statusChronology),
      last_task_status: row.lastTaskStatus,
      action: String(SUGGESTED_ACTIONS.indexOf(row.action)),
      action_group: String(ACTION_GROUPS.indexOf(row.group)),
      score: String(row.score),
      risk: String(row.factors.risk),
      action_factor: String(row.factors.action),
      inefficiency: String(row.factors.inefficiency),
      volume: String(row.factors.volume),
    };
    return `${CASE_ROW_COLUMNS.map((column) => copyText(values[column])).join('\t')}\n`;
  });
  writeFileSync(path, lines.join(''));
}

/** The same of refused rows. */
export function writeInvalidRows(path: string, reportId: string, rows: InvalidRowRecord[]): void {
  const lines = rows.map(({ line, byteOffset, reason, number, raw }, seq) => {
    const values = [reportId, String(seq), String(line), String(byteOffset), reason, number, raw];
    return `${values.map(copyText).join('\t')}\n`;
  });
  writeFileSync(path, lines.join(''));
}

function copyText(value: string | null): string {
  if (value === null) return '\\N';
  const escapes: Record<string, string> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };
  return value.replace(/[\\\t\n\r]/g, (character) => escapes[character]);
}
