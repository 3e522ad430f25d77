import type { RefusedRow } from './domain/facts.js';
import { openFacts } from './domain/factsFile.js';
import { tellLoaded } from './engine/node/loading.js';
import { readRefused } from './engine/node/refused.js';
import { asTask } from './engine/node/taskResult.js';
import type { RefusedSource } from './engine/node/types.js';
import { type ArtefactsTask, type Produced, produce } from './reports/produce.js';
import { loadRuleSet } from './rules/load.js';

export * from './engine/node/tasks.js';

/** Entry of a worker thread: judges the facts of a file and writes the artefacts of its report into a folder. */
export const makeArtefacts = asTask(async (task: ArtefactsTask<RefusedSource>): Promise<Produced> => {
  const { factsBuffer, ruleSetId, refused, fileName, outDir, reportId, share } = task;
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
    share,
  });
});

tellLoaded();
