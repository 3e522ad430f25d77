import { caseRows } from './caseRows.js';
import { type FilesTask, judgedFiles, type MadeFiles } from './judgedFiles.js';
import type { ArtefactsTask } from './produce.js';

const CASE_ROWS_NAME = 'case-rows.copy';

export interface ProduceCaseRowsTask extends FilesTask {
  /** UUID of the report that they belong to. */
  reportId: string;
}

/** What a worker thread needs for it (makeCaseRows of src/worker). */
export type CaseRowsTask = Pick<ArtefactsTask<unknown>, 'facts' | 'ruleSetId' | 'outDir' | 'stop'> &
  Pick<ProduceCaseRowsTask, 'reportId'>;

export interface ProducedCaseRows extends MadeFiles {
  /** Case rows in COPY text format. */
  path: string;
}

/**
 * Judges facts and writes the case rows for the database that will hold them: beside the artefacts, but none of them.
 * A task of its own, so that the database has something to do while the artefacts are made.
 * @throws CodedError CANCELLED when the flag is raised
 */
export function produceCaseRows(task: ProduceCaseRowsTask): Promise<ProducedCaseRows> {
  const { facts, reportId } = task;
  return judgedFiles(task, async (judgement, out) => ({
    path: await out.file(CASE_ROWS_NAME, caseRows({ facts, judgement }, reportId)),
  }));
}
