import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { CASE_ROW_COLUMNS } from '../../src/domain/caseRow.js';
import { ACTION_GROUPS, SUGGESTED_ACTIONS } from '../../src/domain/report.js';
import { compareCodePoints } from '../../src/domain/text.js';
import { caseOrders, caseSquads } from '../../src/reports/caseOrders.js';
import type { InvalidRowRecord, ReportInTheMaking } from '../../src/store/types.js';
import type { CaseSample } from './records.js';

/** The files that writeCaseRows writes, as a commit takes them. */
export function caseFilesAt(path: string): Pick<ReportInTheMaking, 'caseRows' | 'caseOrders'> {
  return { caseRows: { path }, caseOrders: { orders: `${path}.orders`, squads: `${path}.squads` } };
}

/** Writes a file of case rows as PostgreSQL documents its COPY text format, and those of their orders beside it. */
export function writeCaseRows(path: string, cases: CaseSample[]): void {
  writeCaseOrders(path, cases);
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

function writeCaseOrders(path: string, cases: CaseSample[]): void {
  const names = [...new Set(cases.map(({ assignmentGroup }) => assignmentGroup))].sort(compareCodePoints);
  const squads = new Map(names.map((name, index) => [name, index + 1]));
  const numbers = (numberOf: (one: CaseSample) => number) => Float64Array.from(cases, numberOf);
  const columns = {
    squad: Uint32Array.from(cases, (one) => squads.get(one.assignmentGroup) ?? 0),
    action: Uint8Array.from(cases, (one) => SUGGESTED_ACTIONS.indexOf(one.action)),
    group: Uint8Array.from(cases, (one) => ACTION_GROUPS.indexOf(one.group)),
    alertCount: Uint32Array.from(cases, (one) => one.alertCount),
    score: numbers((one) => one.score),
    firstSeconds: numbers((one) => one.firstSeconds),
    lastSeconds: numbers((one) => one.lastSeconds),
  };
  const reportId = cases[0]?.reportId ?? randomUUID();
  writeFileSync(`${path}.orders`, bytesOf(caseOrders(columns, reportId)));
  writeFileSync(`${path}.squads`, bytesOf(caseSquads(names, reportId)));
}

function bytesOf(chunks: Iterable<Uint8Array>): Buffer {
  return Buffer.concat(Array.from(chunks, (chunk) => Buffer.from(chunk)));
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
