import type { RefusedRow } from './domain/facts.js';
import { openFacts } from './domain/factsFile.js';
import { readRefused } from './engine/node/refused.js';
import { asTask } from './engine/node/taskResult.js';
import type { RefusedSource } from './engine/node/types.js';
import { type Produced, produce } from './reports/produce.js';
import { loadRuleSet } from './rules/load.js';

export * from './engine/node/tasks.js';

/** What a worker thread needs to make a report: everything by reference, so that little is copied to it. */
export interface ArtefactsTask {
  /** Facts in the layout of facts.bin, shared between the threads. */
  factsBuffer: SharedArrayBuffer;
  ruleSetId: string;
  refused: RefusedSource;
  /** Name of the uploaded file, without a path. */
  fileName: string;
  /** Made if it is not there. */
  outDir: string;
  /** UUID of the report, for its case rows; null when no database will hold them. */
  reportId: string | null;
}

/** Entry of a worker thread: judges the facts of a file and writes the artefacts of its report into a folder. */
export const makeArtefacts = asTask(async (task: ArtefactsTask): Promise<Produced> => {
  const { factsBuffer, ruleSetId, refused, fileName, outDir, reportId } = task;
  const { rules, ref } = loadRuleSet(ruleSetId);
  const refusedRows: AsyncIterable<RefusedRow> = readRefused(refused);
  return produce({
    facts: openFacts(factsBuffer),
    rules,
    ruleSet: ref,
    refusedRows,
    header: refused.header,
    fileName,
    outDir,
    reportId,
  });
});
