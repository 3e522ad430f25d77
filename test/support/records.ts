import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { CASE_ROW_COLUMNS } from '../../src/domain/caseRow.js';
import { ACTION_GROUPS, type ReportSummary, SUGGESTED_ACTIONS } from '../../src/domain/report.js';
import type {
  Attempt,
  CaseRecord,
  InvalidRowRecord,
  JobRecord,
  NewJob,
  NewReport,
  ReportInTheMaking,
  Store,
  UploadRecord,
} from '../../src/store/types.js';

/** A report's summary of no cases, to vary. */
export function emptySummary(changes: Partial<ReportSummary> = {}): ReportSummary {
  return {
    input: {
      bytes: 10,
      sha256: 'a'.repeat(64),
      rows: 0,
      delimiter: ';',
      encoding: 'utf-8',
      dateOrder: 'DMY',
      utcOffset: '-03:00',
    },
    ruleSet: { id: 'v1', hash: 'b'.repeat(64) },
    period: { start: null, end: null },
    kpis: {
      totalCases: 0,
      totalAlerts: 0,
      actionableCases: 0,
      actionableAlerts: 0,
      remediatedCases: 0,
      remediatedAlerts: 0,
      unstableCases: 0,
      unstableAlerts: 0,
      attentionCases: 0,
      attentionAlerts: 0,
      automationSuccessRate: 0,
      invalidRows: 0,
    },
    invalidRows: { total: 0, byReason: {} },
    unknownValues: [],
    warnings: [],
    top: {
      squads: [],
      metrics: [],
      problems: [],
      problemsByGroup: { ACTIONABLE: [], REMEDIATED: [], UNSTABLE: [], ATTENTION: [] },
    },
    ...changes,
  };
}

/** A case as it should come back from the database, to vary. Times are seconds of the wall clock. */
export type CaseSample = Omit<CaseRecord, 'firstEvent' | 'lastEvent'> & {
  firstSeconds: number;
  lastSeconds: number;
};

export function caseSample(reportId: string, seq: number, changes: Partial<CaseSample> = {}): CaseSample {
  return {
    reportId,
    seq,
    key: seq.toString(16).padStart(32, '0'),
    assignmentGroup: 'Squad A',
    shortDescription: 'Disk full',
    node: `node-${seq}`,
    cmdbCiClass: 'Linux Server',
    cmdbCi: `ci-${seq}`,
    source: 'Zabbix',
    metricName: 'disk.used',
    firstSeconds: 1_700_000_000 + seq,
    lastSeconds: 1_700_003_600 + seq,
    alertCount: 1,
    alertNumbers: [`ALERT${seq}`],
    chronologyLength: 1,
    statusChronology: ['Closed'],
    lastTaskStatus: 'Closed',
    action: 'ALWAYS_OK',
    group: 'REMEDIATED',
    score: 1,
    factors: { risk: 1, action: 1, inefficiency: 1, volume: 1 },
    ...changes,
  };
}

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

export async function makeUpload(store: Store, changes: Partial<UploadRecord> = {}): Promise<UploadRecord> {
  const id = randomUUID();
  return store.uploads.create({
    id,
    objectKey: `uploads/${id}`,
    fileName: 'alerts.csv',
    bytes: 10,
    sha256: 'a'.repeat(64),
    createdBy: 'ana',
    ...changes,
  });
}

export async function makeJob(store: Store, changes: Partial<NewJob> = {}): Promise<JobRecord> {
  const upload = await makeUpload(store);
  return store.jobs.create({
    kind: 'ANALYSIS',
    fileName: upload.fileName,
    createdBy: 'ana',
    options: { delimiter: ';' },
    uploadIds: [upload.id],
    bytesTotal: upload.bytes,
    ...changes,
  });
}

export async function beginJob(
  store: Store,
  changes: Partial<NewJob> = {},
): Promise<{ job: JobRecord; attempt: Attempt }> {
  const queued = await makeJob(store, changes);
  const job = await store.jobs.begin({ jobId: queued.id, fence: queued.fence });
  if (!job) throw new Error('a job just made cannot be begun');
  return { job, attempt: { jobId: job.id, fence: job.fence } };
}

export interface ReportOnDisk extends NewReport {
  caseRowsPath: string;
}

/** A report that is made already, as a commit takes it. */
export function asMade(report: ReportOnDisk): ReportInTheMaking {
  return { id: report.id, caseRows: report.caseRowsPath, rest: report };
}

/** A report for a job, its case rows in a file. */
export function newReport(
  job: JobRecord,
  caseRowsPath: string,
  changes: Partial<NewReport> = {},
): ReportOnDisk {
  return {
    id: randomUUID(),
    jobId: job.id,
    uploadId: job.uploadIds[0],
    fileName: job.fileName,
    createdBy: job.createdBy,
    summary: emptySummary(),
    artifacts: [{ kind: 'SUMMARY_JSON', name: 'summary.json', bytes: 2 }],
    prefix: `reports/${job.id}/${job.fence}/`,
    invalidRows: null,
    caseRowsPath,
    periodStart: null,
    compareWithPrevious: true,
    ...changes,
  };
}
