import type { Artifact, ReportSummary } from '../domain/report.js';
import { allOf } from '../engine/node/allOf.js';
import type { RefusedSource } from '../engine/node/types.js';
import { joined } from '../reports/joined.js';
import type { MadeFiles, ReportTimings } from '../reports/judgedFiles.js';
import type { ArtefactsTask } from '../reports/produce.js';
import type { CaseRowsTask, ProducedCaseRows } from '../reports/produceCaseRows.js';
import type { AnalysisEngine } from './types.js';

export type ReportTask = ArtefactsTask<RefusedSource> & CaseRowsTask;

/** What the engine's workers hand back, beside the files that they have written. */
export interface MadeArtefacts {
  summary: ReportSummary;
  artifacts: Artifact[];
  /** Path of the refused rows for the database; null when there are none. */
  invalidRows: string | null;
  timings: ReportTimings;
}

/** Case rows on their way. */
export interface CaseRowsInHand {
  made: Promise<ProducedCaseRows>;
  path: Promise<string>;
  /** Resolves when the making has ended, however it has. */
  ended: Promise<void>;
}

/** Begins to write the case rows of a report. A failure is heard of by whoever waits for them. */
export function beginCaseRows(engine: AnalysisEngine, task: ReportTask): CaseRowsInHand {
  const made = engine.run<ProducedCaseRows>('makeCaseRows', task);
  const path = made.then((rows) => rows.path);
  const ended = path.then(
    () => undefined,
    () => undefined,
  );
  return { made, path, ended };
}

/**
 * Makes the artefacts of a report, beside its case rows; when something fails, only after all that runs has ended.
 * @param parquet whether cases and alerts are written as Parquet too, by a thread beside the one that makes the rest
 */
export async function makeReport(
  engine: AnalysisEngine,
  task: ReportTask,
  caseRows: CaseRowsInHand,
  parquet: boolean,
): Promise<MadeArtefacts> {
  const [made, ...beside] = await allOf<[MadeArtefacts, ...MadeFiles[]]>([
    engine.run<MadeArtefacts>('makeArtefacts', task),
    caseRows.made,
    ...(parquet ? [engine.run<MadeFiles>('makeTables', task)] : []),
  ]);
  return joined(made, ...beside);
}
