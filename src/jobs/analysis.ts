import { randomUUID } from 'node:crypto';
import type { RefusedRow } from '../domain/facts.js';
import type { AnalysisLimits } from '../domain/options.js';
import type { Artifact, ReportSummary } from '../domain/report.js';
import { CodedError } from '../errors.js';
import type { JobRecord, ObjectStore, ReportRecord, Store, UploadRecord } from '../store/types.js';
import { keepArtefacts, prefixOf } from './artefacts.js';
import type { RunningAttempt } from './attempt.js';
import type { AnalysisEngine } from './types.js';
import { withWorkspace } from './workspace.js';

/** What an analysis works with. */
export interface AnalysisParts {
  store: Store;
  objects: ObjectStore;
  engine: AnalysisEngine;
  /** Folder of the attempts' own folders. */
  tmpDir: string;
  settings: {
    threads: number;
    blockBytes: number;
    limits: AnalysisLimits;
    utcOffsetMinutes: number;
    ruleSetId: string;
  };
}

/** What the engine's worker hands back, beside the files that it has written. */
export interface MadeArtefacts {
  summary: ReportSummary;
  artifacts: Artifact[];
  caseRowsPath: string;
  invalidFirst: RefusedRow[];
}

/**
 * One attempt at an analysis, from the bytes of an upload to the report that is committed.
 * Null, and nothing left behind, when the attempt has lost the job before the commit.
 *
 * @throws CodedError for files that cannot be analysed; the attempt's stop reason when it should stop
 */
export async function analyse(
  job: JobRecord,
  attempt: RunningAttempt,
  { store, objects, engine, tmpDir, settings }: AnalysisParts,
): Promise<ReportRecord | null> {
  const { ruleSetId, ...scanSettings } = settings;
  const upload = await uploadOf(job, store);

  return withWorkspace(tmpDir, `${job.id}-${job.fence}`, async (workspace) => {
    const path = await objects.localFile(upload.objectKey, workspace.scan);
    const scan = await engine.scan(
      // The upload was hashed when it came in.
      { path, sha256: upload.sha256, options: job.options, workDir: workspace.scan, ...scanSettings },
      { signal: attempt.signal, onProgress: (progress) => attempt.scanned(progress) },
    );

    attempt.enter('REPORTING');
    const id = randomUUID();
    const made = await engine.run<MadeArtefacts>('makeArtefacts', {
      factsBuffer: scan.factsBuffer,
      refused: scan.refused,
      ruleSetId,
      fileName: job.fileName,
      outDir: workspace.out,
      reportId: id,
    });

    attempt.enter('STORING');
    const prefix = prefixOf(job);
    await keepArtefacts(objects, prefix, workspace.out, made.artifacts, scan.factsBuffer);
    const { summary, artifacts, caseRowsPath, invalidFirst } = made;
    const origin = { jobId: job.id, uploadId: upload.id, fileName: job.fileName, createdBy: job.createdBy };
    const report = await store.reports.commit(
      attempt,
      { id, ...origin, summary, artifacts, prefix, invalidFirst, caseRowsPath },
      summary.input.rows,
    );
    if (!report) await objects.removePrefix(prefix);
    return report;
  });
}

async function uploadOf(job: JobRecord, { uploads }: Store): Promise<UploadRecord> {
  const upload = await uploads.get(job.uploadIds[0]);
  if (!upload) throw new CodedError('NOT_FOUND', 'The upload of this job is no longer there.');
  return upload;
}
