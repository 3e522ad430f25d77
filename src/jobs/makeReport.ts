import type { RefusedRow } from '../domain/facts.js';
import type { Artifact, ReportSummary } from '../domain/report.js';
import { allOf } from '../engine/node/allOf.js';
import type { RefusedSource } from '../engine/node/types.js';
import { joined } from '../reports/joined.js';
import type { ArtefactsTask, MadeBeside, ReportTimings } from '../reports/produce.js';
import type { CaseRowsTask, ProducedCaseRows } from '../reports/produceCaseRows.js';
import type { AnalysisEngine } from './types.js';

export type ReportTask = ArtefactsTask<RefusedSource> & CaseRowsTask;

/** What the engine's workers hand back, beside the files that they have written. */
export interface MadeArtefacts {
  summary: ReportSummary;
  artifacts: Artifact[];
  invalidFirst: RefusedRow[];
  timings: ReportTimings;
}

export interface ReportInHand {
  /** Path of the case rows: long before the rest is made. */
  caseRows: Promise<string>;
  /** When something fails, it does so only after all that runs has ended. */
  made: Promise<MadeArtefacts>;
}

/**
 * Begins to make the artefacts of a report, and its case rows beside them.
 * @param parquet whether cases and alerts are written as Parquet too, by a thread beside the one that makes the rest
 */
export function makeReport(engine: AnalysisEngine, task: ReportTask, parquet: boolean): ReportInHand {
  const caseRows = engine.run<ProducedCaseRows>('makeCaseRows', task);
  // Awaited by whoever stores them; a failure before that is one of the whole.
  const path = caseRows.then((made) => made.path);
  path.catch(() => undefined);
  const all = allOf<[MadeArtefacts, ...MadeBeside[]]>([
    engine.run<MadeArtefacts>('makeArtefacts', task),
    caseRows,
    ...(parquet ? [engine.run<MadeBeside>('makeTables', task)] : []),
  ]);
  return {
    caseRows: path,
    made: all.then(([made, ...beside]) => joined(made, ...beside)),
  };
}
