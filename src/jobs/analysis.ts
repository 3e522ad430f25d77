import { randomUUID } from 'node:crypto';
import type { AnalysisLimits } from '../domain/options.js';
import type {
  JobRecord,
  Neighbours,
  NewReport,
  ObjectStore,
  ReportRecord,
  Store,
  TrendPair,
  TrendSide,
} from '../store/types.js';
import { keepArtefacts, prefixOf } from './artefacts.js';
import type { RunningAttempt } from './attempt.js';
import { makeReport } from './makeReport.js';
import { type JobObserver, lapTimer, type StageTimings, tellStages } from './observer.js';
import { TrendMaker } from './trends.js';
import type { AnalysisEngine, JobLog } from './types.js';
import { uploadOf } from './uploads.js';
import { withUndo, withWorkspace } from './workspace.js';

/** What an analysis works with. */
export interface AnalysisParts {
  store: Store;
  objects: ObjectStore;
  engine: AnalysisEngine;
  /** Folder of the attempts' own folders. */
  tmpDir: string;
  log: JobLog;
  observer: JobObserver;
  settings: {
    threads: number;
    blockBytes: number;
    memoryLimit?: number;
    limits: AnalysisLimits;
    utcOffsetMinutes: number;
    ruleSetId: string;
    /** Whether cases and alerts are written as Parquet too; not when absent. */
    parquet?: boolean;
  };
}

/**
 * One attempt at an analysis, from the bytes of an upload to the report that is committed.
 * Null, and nothing left behind, when the attempt turns out to have lost the job.
 *
 * @throws CodedError for files that cannot be analysed; the attempt's stop reason when it should stop
 */
export async function analyse(
  job: JobRecord,
  attempt: RunningAttempt,
  parts: AnalysisParts,
): Promise<ReportRecord | null> {
  const { store, objects, engine, tmpDir, settings, observer } = parts;
  const { ruleSetId, parquet, ...scanSettings } = settings;
  const upload = await uploadOf(job, 0, parts, attempt.signal);

  return withWorkspace(tmpDir, `${job.id}-${job.fence}`, async (workspace) => {
    const locate = () => objects.location(upload.objectKey);
    const location = await locate();
    const { factsBuffer, refused, timings, passes } = await engine.scan(
      // The upload was hashed when it came in.
      { location, sha256: upload.sha256, options: job.options, workDir: workspace.scan, ...scanSettings },
      { signal: attempt.signal, onProgress: (progress) => attempt.scanned(progress), relocate: locate },
    );

    attempt.enter('COMPARING');
    const lap = lapTimer();
    const stages: StageTimings = { ...timings };
    const { fileName, createdBy } = job;
    const self = { id: randomUUID(), fileName, prefix: prefixOf(job), ruleSetId };
    const { id, prefix } = self;
    const compareWithPrevious = job.options.compareWithPrevious ?? true;
    const periodStart = await engine.run<bigint | null>('periodStart', factsBuffer);
    const trends = new TrendMaker({ ...parts, log: attempt.log }, workspace.trends, {
      inHand: { reportId: id, factsBuffer },
      attempt,
    });
    if (periodStart !== null) {
      const neighbours = await store.trends.neighbours(periodStart);
      await trends.makeAhead(pairsAround(self, neighbours, compareWithPrevious));
    }
    stages.compareMs = lap();

    attempt.enter('REPORTING');
    const { out: outDir } = workspace;
    const { stopFlag: stop, signal } = attempt;
    const { caseRows, made } = makeReport(
      engine,
      { facts: factsBuffer, refused, ruleSetId, fileName, outDir, reportId: id, stop },
      parquet === true,
    );
    const undo = async () => {
      await objects.removePrefix(prefix);
      await trends.clearUp(false);
    };
    const keep = async (): Promise<NewReport> => {
      const { timings: reportTimings, ...artefacts } = await made;
      attempt.enter('STORING');
      lap();
      await withUndo(undo, async () => {
        await keepArtefacts(objects, prefix, outDir, artefacts.artifacts, factsBuffer, signal);
        await trends.keep();
      });
      Object.assign(stages, reportTimings, { storeMs: lap() });
      const origin = { jobId: job.id, uploadId: upload.id, fileName, createdBy };
      return { id, ...origin, ...artefacts, prefix, periodStart, compareWithPrevious };
    };
    const rest = keep();
    const report = await afterBoth(store.reports.commit(attempt, { caseRows, rest }, trends), rest);
    stages.commitMs = lap();
    // When the commit fails, nobody knows whether it has come through: whatever is left then is swept up later.
    if (!report) {
      await undo();
      signal.throwIfAborted();
      return null;
    }
    await trends.clearUp(true);
    tellStages(observer, stages);
    const { input, invalidRows } = report.summary;
    observer.fileRead({ bytes: upload.bytes, rows: input.rows, refusedRows: invalidRows.total });
    attempt.log.info({ reportId: id, rows: input.rows, passes, stages }, 'a file was analysed');
    return report;
  });
}

/** The pairs that a new report makes: the one before it with itself, and itself with those right after it. */
function pairsAround(
  self: TrendSide,
  { previous, next }: Neighbours,
  compareWithPrevious: boolean,
): TrendPair[] {
  const after = next.map((current) => ({ previous: self, current }));
  return previous && compareWithPrevious ? [{ previous, current: self }, ...after] : after;
}

/** The result of one, or its failure, once the other has ended as well, however it has. */
async function afterBoth<T>(one: Promise<T>, other: Promise<unknown>): Promise<T> {
  await Promise.allSettled([one, other]);
  return one;
}
