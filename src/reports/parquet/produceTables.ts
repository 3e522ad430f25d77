import { performance } from 'node:perf_hooks';
import type { Facts } from '../../domain/facts.js';
import { judge } from '../../domain/judge.js';
import type { RuleSetRef } from '../../domain/report.js';
import type { RuleSet } from '../../domain/ruleSet.js';
import type { StopFlag } from '../../domain/stopFlag.js';
import { summaryOf } from '../../domain/summary.js';
import { ArtefactFolder } from '../artefactFolder.js';
import type { ArtefactsTask, MadeBeside } from '../produce.js';
import { alertsParquet } from './alertsParquet.js';
import { casesParquet } from './casesParquet.js';
import { parquetName } from './names.js';

export interface ProduceTablesTask {
  facts: Facts;
  rules: RuleSet;
  ruleSet: RuleSetRef;
  /** Made if it is not there. */
  outDir: string;
  /** The report's UUID, for the paths of its tables; null where no other report lies beside it. */
  reportId: string | null;
  /** Looked at before every chunk. */
  stop?: StopFlag;
}

/** What a worker thread needs for it (makeTables of src/worker). */
export type TablesTask = Pick<ArtefactsTask<unknown>, 'facts' | 'ruleSetId' | 'outDir' | 'stop'> &
  Pick<ProduceTablesTask, 'reportId'>;

/**
 * Judges facts and writes cases and alerts as Parquet; nothing where there are no cases.
 * @throws CodedError CANCELLED when the flag is raised
 */
export async function produceTables(task: ProduceTablesTask): Promise<MadeBeside> {
  const { facts, rules, ruleSet, outDir, reportId, stop } = task;
  stop?.throwIfRaised();
  const startedAt = performance.now();
  const judgement = judge(facts, rules);
  const summary = summaryOf(facts, judgement, ruleSet);
  const classifiedAt = performance.now();

  const out = new ArtefactFolder(outDir, stop);
  if (facts.caseCount > 0) {
    const source = { facts, judgement, summary };
    await out.table('alerts', parquetName('alerts', summary.period, reportId), alertsParquet(source));
    await out.table('cases', parquetName('cases', summary.period, reportId), casesParquet(source));
  }
  return {
    artifacts: out.artifacts,
    timings: {
      classifyMs: classifiedAt - startedAt,
      reportMs: performance.now() - classifiedAt,
      artifacts: out.milliseconds,
    },
  };
}
