import type { RuleSetRef } from '../../domain/report.js';
import { summaryOf } from '../../domain/summary.js';
import { type FilesTask, judgedFiles, type MadeFiles } from '../judgedFiles.js';
import type { ArtefactsTask } from '../produce.js';
import { alertsParquet } from './alertsParquet.js';
import { casesParquet } from './casesParquet.js';
import { parquetName } from './names.js';

export interface ProduceTablesTask extends FilesTask {
  ruleSet: RuleSetRef;
  /** The report's UUID, for the paths of its tables; null where no other report lies beside it. */
  reportId: string | null;
}

/** What a worker thread needs for it (makeTables of src/worker). */
export type TablesTask = Pick<
  ArtefactsTask<unknown>,
  'facts' | 'ruleSetId' | 'outDir' | 'stop' | 'syncedLater'
> &
  Pick<ProduceTablesTask, 'reportId'>;

/**
 * Judges facts and writes cases and alerts as Parquet; nothing where there are no cases.
 * @throws CodedError CANCELLED when the flag is raised
 */
export function produceTables(task: ProduceTablesTask): Promise<MadeFiles> {
  const { facts, ruleSet, reportId } = task;
  return judgedFiles(task, async (judgement, out) => {
    if (facts.caseCount === 0) return {};
    const source = { facts, judgement, summary: summaryOf(facts, judgement, ruleSet) };
    const { period } = source.summary;
    await out.table('alerts', parquetName('alerts', period, reportId), alertsParquet(source));
    await out.table('cases', parquetName('cases', period, reportId), casesParquet(source));
    return {};
  });
}
