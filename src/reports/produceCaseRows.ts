import { performance } from 'node:perf_hooks';
import type { Facts } from '../domain/facts.js';
import { judge } from '../domain/judge.js';
import type { RuleSet } from '../domain/ruleSet.js';
import type { StopFlag } from '../domain/stopFlag.js';
import { ArtefactFolder } from './artefactFolder.js';
import { caseRows } from './caseRows.js';
import type { ArtefactsTask, MadeBeside } from './produce.js';

const CASE_ROWS_NAME = 'case-rows.copy';

export interface ProduceCaseRowsTask {
  facts: Facts;
  rules: RuleSet;
  /** Made if it is not there. */
  outDir: string;
  /** UUID of the report that they belong to. */
  reportId: string;
  /** Looked at before every chunk. */
  stop?: StopFlag;
}

/** What a worker thread needs for it (makeCaseRows of src/worker). */
export type CaseRowsTask = Pick<ArtefactsTask<unknown>, 'facts' | 'ruleSetId' | 'outDir' | 'stop'> &
  Pick<ProduceCaseRowsTask, 'reportId'>;

export interface ProducedCaseRows extends MadeBeside {
  /** Case rows in COPY text format. */
  path: string;
}

/**
 * Judges facts and writes the case rows for the database that will hold them: beside the artefacts, but none of them.
 * A task of its own, so that the database has something to do while the artefacts are made.
 * @throws CodedError CANCELLED when the flag is raised
 */
export async function produceCaseRows(task: ProduceCaseRowsTask): Promise<ProducedCaseRows> {
  const { facts, rules, outDir, reportId, stop } = task;
  stop?.throwIfRaised();
  const startedAt = performance.now();
  const judgement = judge(facts, rules);
  const classifiedAt = performance.now();
  const out = new ArtefactFolder(outDir, stop);
  const path = await out.file(CASE_ROWS_NAME, caseRows({ facts, judgement }, reportId));
  return {
    path,
    artifacts: out.artifacts,
    timings: {
      classifyMs: classifiedAt - startedAt,
      reportMs: performance.now() - classifiedAt,
      artifacts: out.milliseconds,
    },
  };
}
