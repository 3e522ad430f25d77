import { randomUUID } from 'node:crypto';
import type { ReportSummary } from '../../src/domain/report.js';
import type {
  Attempt,
  CaseRecord,
  JobRecord,
  NewJob,
  NewReport,
  ReportInTheMaking,
  Store,
  UploadRecord,
} from '../../src/store/types.js';
import { caseFilesAt } from './copyFiles.js';

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
  /** As writeCases was given it. */
  caseRowsPath: string;
}

/** A report that is made already, as a commit takes it. */
export function asMade(report: ReportOnDisk): ReportInTheMaking {
  return { id: report.id, ...caseFilesAt(report.caseRowsPath), rest: report };
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
