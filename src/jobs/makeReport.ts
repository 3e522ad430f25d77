import type { RefusedRow } from '../domain/facts.js';
import type { Artifact, ReportSummary } from '../domain/report.js';
import { allOf } from '../engine/node/allOf.js';
import type { RefusedSource } from '../engine/node/types.js';
import { joined } from '../reports/joined.js';
import type { ArtefactsTask, MadeBeside, ReportTimings } from '../reports/produce.js';
import type { AnalysisEngine } from './types.js';

/** What the engine's workers hand back, beside the files that they have written. */
export interface MadeArtefacts {
  summary: ReportSummary;
  artifacts: Artifact[];
  caseRowsPath: string;
  invalidFirst: RefusedRow[];
  timings: ReportTimings;
}

/**
 * Makes the artefacts of a report; when something fails, only after all that runs has ended.
 * @param parquet whether cases and alerts are written as Parquet too, by a thread beside the one that makes the rest
 */
export async function makeReport(
  engine: AnalysisEngine,
  task: ArtefactsTask<RefusedSource>,
  parquet: boolean,
): Promise<MadeArtefacts> {
  const made = engine.run<MadeArtefacts>('makeArtefacts', task);
  if (!parquet) return made;
  return joined(...(await allOf([made, engine.run<MadeBeside>('makeTables', task)])));
}
