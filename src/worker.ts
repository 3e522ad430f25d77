import { openFacts } from './domain/factsFile.js';
import { type FactsHome, roomBehind } from './domain/factsMemory.js';
import { periodStartOf } from './domain/periodStart.js';
import { StopFlag } from './domain/stopFlag.js';
import { giveWay } from './engine/node/givingWay.js';
import { tellLoaded } from './engine/node/loading.js';
import { type FactsPlace, readFacts } from './engine/node/readFacts.js';
import { readRefused } from './engine/node/refused.js';
import { asTask } from './engine/node/taskResult.js';
import type { RefusedSource } from './engine/node/types.js';
import type { MadeFiles } from './reports/judgedFiles.js';
import { produceTables, type TablesTask } from './reports/parquet/produceTables.js';
import { type ArtefactsTask, type Produced, produce } from './reports/produce.js';
import { type ProducedCaseOrders, produceCaseOrders } from './reports/produceCaseOrders.js';
import { type CaseRowsTask, type ProducedCaseRows, produceCaseRows } from './reports/produceCaseRows.js';
import { withRowMemory } from './reports/rowMemory.js';
import {
  type ComparisonTask,
  type ProducedComparison,
  type ProducedTrend,
  produceComparison,
  produceTrend,
  type TrendFile,
  type TrendTask,
} from './reports/trendArtefacts.js';
import { loadRuleSet } from './rules/load.js';

export * from './engine/node/tasks.js';

/** Entry of a worker thread: judges the facts of a file and writes the artefacts of its report into a folder. */
export const makeArtefacts = asTask(makeReport);

/** The half of them that goes with summary.json. */
export const makeSummary = asTask(async (task: ArtefactsTask<RefusedSource>): Promise<MadeFiles> => {
  const { artifacts, timings } = await makeReport({ ...task, share: 'SUMMARY' });
  return { artifacts, timings };
});

async function makeReport(task: ArtefactsTask<RefusedSource>): Promise<Produced> {
  const { ruleSetId, refused, fileName, outDir, share, reportId, stop, syncedLater } = task;
  const { rules, ref } = loadRuleSet(ruleSetId);
  const refusedRows = readRefused(refused);
  const facts = openFacts(task.facts);
  const { header } = refused;
  return withRowMemory(task.facts, facts, () =>
    produce({
      facts,
      rules,
      room: roomBehind(task.facts),
      ruleSet: ref,
      refusedRows,
      header,
      fileName,
      outDir,
      share,
      reportId,
      stop: flagOf(stop),
      syncedLater,
    }),
  );
}

/** The case rows, beside them. */
export const makeCaseRows = asTask((task: CaseRowsTask): Promise<ProducedCaseRows> => {
  const facts = openFacts(task.facts);
  const { rules } = loadRuleSet(task.ruleSetId);
  const { outDir, reportId, stop } = task;
  return withRowMemory(task.facts, facts, () =>
    produceCaseRows({ facts, rules, room: roomBehind(task.facts), outDir, reportId, stop: flagOf(stop) }),
  );
});

/** The orders of the cases, beside them. */
export const makeCaseOrders = asTask((task: CaseRowsTask): Promise<ProducedCaseOrders> => {
  const { facts, ruleSetId, outDir, reportId, stop } = task;
  const { rules } = loadRuleSet(ruleSetId);
  return produceCaseOrders({
    facts: openFacts(facts),
    rules,
    room: roomBehind(facts),
    outDir,
    reportId,
    stop: flagOf(stop),
  });
});

/** The tables for analytical databases, beside them. */
export const makeTables = asTask((task: TablesTask): Promise<MadeFiles> => {
  const { facts, ruleSetId, outDir, reportId, stop, syncedLater } = task;
  const { rules, ref } = loadRuleSet(ruleSetId);
  return produceTables({
    facts: openFacts(facts),
    rules,
    room: roomBehind(facts),
    ruleSet: ref,
    outDir,
    reportId,
    stop: flagOf(stop),
    syncedLater,
  });
});

/** When the period of a file begins, in nanoseconds of the wall clock since 1970; null for a file without cases. */
export const periodStart = asTask((facts: FactsHome): bigint | null => periodStartOf(openFacts(facts)));

/** Compares the facts of two reports, and writes the artefacts of their trend into a folder. */
export const makeTrend = asTask((task: TrendTask<FactsPlace>): ProducedTrend => {
  const { previous, current, ruleSetId, outDir, stop } = task;
  return produceTrend(read(previous), read(current), loadRuleSet(ruleSetId).rules, outDir, flagOf(stop));
});

/** Compares the facts of two files, in the order of their last events, and writes the artefacts of the comparison. */
export const makeComparison = asTask((task: ComparisonTask<FactsPlace>): Promise<ProducedComparison> => {
  const { rules, ref } = loadRuleSet(task.ruleSetId);
  const [first, second] = task.files;
  return produceComparison([read(first), read(second)], rules, ref, task.outDir, flagOf(task.stop));
});

function flagOf(stop: SharedArrayBuffer | undefined): StopFlag | undefined {
  return stop && StopFlag.over(stop);
}

function read({ facts, fileName }: TrendFile<FactsPlace>) {
  return { facts: readFacts(facts), fileName };
}

/** Never called: without a default the pool would load this module once more, through another loader. */
export default function loaded(): void {}

giveWay();
tellLoaded();
