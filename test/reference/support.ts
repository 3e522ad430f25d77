import { REQUIRED_COLUMNS } from '../../src/domain/facts.js';
import { analyzeReference } from './analyze.js';
import type { ReferenceOptions, ReferenceReport } from './types.js';

type Column = (typeof REQUIRED_COLUMNS)[number];

/** Values of a row's columns; those that are not given are those of an ordinary alert. */
export type AlertValues = Partial<Record<Column, string>>;

const ORDINARY: Record<Column, string> = {
  assignment_group: 'SQUAD',
  short_description: 'disk full',
  node: 'srv01',
  'cmdb_ci.sys_class_name': 'linux',
  cmdb_ci: 'ci01',
  source: 'Zabbix',
  metric_name: 'Disk',
  sys_created_on: '2025-01-20 10:00:00',
  number: 'ALR1',
  severity: 'Alto',
  sn_priority_group: 'Baixo(a)',
  tasks_status: 'Closed',
  has_remediation_task: 'REM_OK',
};

export const HEADER = REQUIRED_COLUMNS.join(';');

/** The line of an alert, as it stands in the file: values are not quoted. */
export function line(values: AlertValues = {}): string {
  return REQUIRED_COLUMNS.map((column) => values[column] ?? ORDINARY[column]).join(';');
}

/** A file of these lines under the usual header. */
export function file(...lines: string[]): Uint8Array {
  return bytesOf(`${[HEADER, ...lines].join('\n')}\n`);
}

export function bytesOf(text: string): Uint8Array {
  return Buffer.from(text, 'utf8');
}

/** Analyses a file that can be analysed. */
export function analyze(bytes: Uint8Array, options: ReferenceOptions = {}): ReferenceReport {
  const report = analyzeReference(bytes, options);
  if (report.failure !== null) throw new Error(`cannot be analysed: ${report.failure.code}`);
  return report;
}

/** Why a file cannot be analysed: its code, and the columns that miss. */
export function failureOf(bytes: Uint8Array, options: ReferenceOptions = {}) {
  const { failure } = analyzeReference(bytes, options);
  if (failure === null) throw new Error('the file can be analysed');
  return { code: failure.code, missing: failure.missing };
}

export function warningCodes(report: ReferenceReport): string[] {
  return report.warnings.map(({ code }) => code);
}
