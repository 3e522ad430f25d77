import { randomUUID } from 'node:crypto';
import type { AnalysisLimits } from '../domain/options.js';
import type { Artifact } from '../domain/report.js';
import type { ScanInPlace } from '../engine/node/types.js';
import type { CountedUpload } from '../store/announcedUpload.js';
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
import { beginCases, type CasesInHand, makeReport, type ReportTask } from './makeReport.js';
import { type JobObserver, lapTimer, type StageTimings, tellStages } from './observer.js';
import { TrendMaker } from './trends.js';
import type { AnalysisEngine, JobLog } from './types.js';
import { uploadOf } from './uploads.js';
import { type Workspace, withUndo, withWorkspace } from './workspace.js';

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
  const upload = await uploadOf(job, 0, parts, attempt.signal);
  return withWorkspace(parts.tmpDir, `${job.id}-${job.fence}`, (workspace) =>
    new Analysis(job, attempt, parts, upload, workspace).run(),
  );
}

class Analysis {
  readonly #id = randomUUID();
  readonly #prefix: string;
  readonly #stages: StageTimings = {};
  readonly #lap = lapTimer();

  constructor(
    private readonly job: JobRecord,
    private readonly attempt: RunningAttempt,
    private readonly parts: AnalysisParts,
    private readonly upload: CountedUpload,
    private readonly workspace: Workspace,
  ) {
    this.#prefix = prefixOf(job);
  }

  async run(): Promise<ReportRecord | null> {
    const scan = await this.#scan();
    try {
      return await this.#report(scan);
    } finally {
      // Nothing works in the memory of the facts any more: whatever was begun has been waited for.
      scan.release();
    }
  }

  async #report(scan: ScanInPlace): Promise<ReportRecord | null> {
    const { attempt, parts } = this;
    const trends = new TrendMaker({ ...parts, log: attempt.log }, this.workspace.trends, {
      inHand: { reportId: this.#id, facts: scan.facts },
      attempt,
    });
    // First of all: the database stores them while the artefacts are made.
    const cases = beginCases(parts.engine, this.#taskOf(scan));
    let report: ReportRecord | null;
    try {
      // Before the transaction: what that waits for must need no connection, or jobs wait for one another's.
      const periodStart = await this.#compare(scan, trends);
      const rest = this.#makeRest(scan, cases, trends, periodStart);
      const committing = parts.store.reports.commit(
        attempt,
        { id: this.#id, caseRows: cases.rows, caseOrders: cases.orders, rest },
        trends,
      );
      report = await afterBoth(committing, rest);
    } finally {
      await cases.ended;
    }
    this.#stages.commitMs = this.#lap();
    // When the commit fails, nobody knows whether it has come through: whatever is left then is swept up later.
    if (!report) {
      await this.#undo(trends);
      attempt.signal.throwIfAborted();
      return null;
    }
    await trends.clearUp(true);
    this.#tell(report, scan.passes);
    return report;
  }

  async #scan(): Promise<ScanInPlace> {
    const { attempt, upload, workspace } = this;
    const { objects, engine, settings } = this.parts;
    const { ruleSetId: _, parquet: __, ...scanSettings } = settings;
    const locate = () => objects.location(upload.objectKey);
    const location = await locate();
    const scan = await engine.scanInPlace(
      // The upload was hashed when it came in.
      {
        location,
        sha256: upload.sha256,
        options: this.job.options,
        workDir: workspace.scan,
        ...scanSettings,
      },
      { signal: attempt.signal, onProgress: (progress) => attempt.scanned(progress), relocate: locate },
    );
    Object.assign(this.#stages, scan.timings);
    return scan;
  }

  /** All of the report but its case rows: its artefacts, and what the database is told of them. */
  async #makeRest(
    scan: ScanInPlace,
    cases: CasesInHand,
    trends: TrendMaker,
    periodStart: bigint | null,
  ): Promise<NewReport> {
    this.attempt.enter('REPORTING');
    const { engine, settings } = this.parts;
    const made = await makeReport(engine, this.#taskOf(scan), cases, settings.parquet === true);
    const { timings, ...artefacts } = made;
    await this.#keep(artefacts.artifacts, scan, trends);
    Object.assign(this.#stages, timings, { storeMs: this.#lap() });
    const { id: jobId, fileName, createdBy } = this.job;
    return {
      ...{ id: this.#id, jobId, uploadId: this.upload.id, fileName, createdBy },
      ...artefacts,
      prefix: this.#prefix,
      periodStart,
      compareWithPrevious: this.#compareWithPrevious,
    };
  }

  /** Makes the trends that the report brings along. @returns when its period begins, as NewReport has it */
  async #compare({ facts }: ScanInPlace, trends: TrendMaker): Promise<bigint | null> {
    const { engine, store, settings } = this.parts;
    this.attempt.enter('COMPARING');
    this.#lap();
    const periodStart = await engine.run<bigint | null>('periodStart', facts);
    if (periodStart !== null) {
      const { fileName } = this.job;
      const self = { id: this.#id, fileName, prefix: this.#prefix, ruleSetId: settings.ruleSetId };
      const neighbours = await store.trends.neighbours(periodStart);
      await trends.makeAhead(pairsAround(self, neighbours, this.#compareWithPrevious));
    }
    this.#stages.compareMs = this.#lap();
    return periodStart;
  }

  async #keep(artifacts: Artifact[], { facts }: ScanInPlace, trends: TrendMaker): Promise<void> {
    const { attempt, workspace } = this;
    attempt.enter('STORING');
    this.#lap();
    await withUndo(
      () => this.#undo(trends),
      async () => {
        const { objects } = this.parts;
        await keepArtefacts(objects, this.#prefix, workspace.out, artifacts, facts, attempt.signal);
        await trends.keep();
      },
    );
  }

  async #undo(trends: TrendMaker): Promise<void> {
    await this.parts.objects.removePrefix(this.#prefix);
    await trends.clearUp(false);
  }

  #tell({ id, summary: { input, invalidRows } }: ReportRecord, passes: number): void {
    const { observer } = this.parts;
    const { rows } = input;
    tellStages(observer, this.#stages);
    observer.fileRead({ bytes: this.upload.bytes, rows, refusedRows: invalidRows.total });
    this.attempt.log.info({ reportId: id, rows, passes, stages: this.#stages }, 'a file was analysed');
  }

  #taskOf({ facts, refused }: ScanInPlace): ReportTask {
    const { ruleSetId } = this.parts.settings;
    const { fileName } = this.job;
    const { stopFlag: stop } = this.attempt;
    const syncedLater = this.parts.objects.movesFiles;
    const outDir = this.workspace.out;
    return { facts, refused, ruleSetId, fileName, outDir, reportId: this.#id, stop, syncedLater };
  }

  get #compareWithPrevious(): boolean {
    return this.job.options.compareWithPrevious ?? true;
  }
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
