import type { Artifact, ReportSummary } from '../domain/report.js';
import { allOf } from '../engine/node/allOf.js';
import type { RefusedSource } from '../engine/node/types.js';
import { joined } from '../reports/joined.js';
import type { MadeFiles, ReportTimings } from '../reports/judgedFiles.js';
import type { ArtefactsTask } from '../reports/produce.js';
import type { ProducedCaseOrders } from '../reports/produceCaseOrders.js';
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

/** What the database is to hold of the cases, on its way. */
export interface CasesInHand {
  rows: Promise<ProducedCaseRows>;
  orders: Promise<ProducedCaseOrders>;
  /** Resolves when the making has ended, however it has. */
  ended: Promise<unknown>;
}

/** Begins to write the cases of a report for the database. A failure is heard of by whoever waits for them. */
export function beginCases(engine: AnalysisEngine, task: ReportTask): CasesInHand {
  const rows = engine.run<ProducedCaseRows>('makeCaseRows', task);
  // Not beside the rows: a thread is left for the trend, and the database has the rows to do first.
  const orders = rows.then(() => engine.run<ProducedCaseOrders>('makeCaseOrders', task));
  return { rows, orders, ended: Promise.allSettled([rows, orders]) };
}

/**
 * Makes the artefacts of a report, beside its cases; when something fails, only after all that runs has ended.
 * @param parquet whether cases and alerts are written as Parquet too, by a thread beside the one that makes the rest
 */
export async function makeReport(
  engine: AnalysisEngine,
  task: ReportTask,
  cases: CasesInHand,
  parquet: boolean,
): Promise<MadeArtefacts> {
  const [made, ...beside] = await allOf<[MadeArtefacts, ...MadeFiles[]]>([
    engine.run<MadeArtefacts>('makeArtefacts', task),
    cases.rows,
    cases.orders,
    ...(parquet ? [engine.run<MadeFiles>('makeTables', task)] : []),
  ]);
  return joined(made, ...beside);
}
