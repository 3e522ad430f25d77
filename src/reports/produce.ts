import type { RefusedRow } from '../domain/facts.js';
import type { FactsHome } from '../domain/factsMemory.js';
import { INVALID_ROWS_KEPT } from '../domain/invalidRow.js';
import type { ActionGroup, ArtifactKind, ReportSummary, RuleSetRef } from '../domain/report.js';
import { summaryOf } from '../domain/summary.js';
import type { ArtefactFolder } from './artefactFolder.js';
import { type CaseLine, firstCases } from './firstCases.js';
import { reportHtml } from './html/reportHtml.js';
import { invalidRowLines } from './invalidRowLines.js';
import { invalidRowsCsv } from './invalidRowsCsv.js';
import { type FilesTask, judgedFiles, type MadeFiles } from './judgedFiles.js';
import { listCsv } from './listCsv.js';
import { actionPlans, plansWarning } from './plansCsv.js';
import type { ReportSource } from './source.js';
import { summaryJson } from './summaryJson.js';

const INVALID_ROWS_NAME = 'invalid-rows.copy';

const LISTS = [
  ['ACTIONABLE_CSV', 'ACTIONABLE'],
  ['REMEDIATED_CSV', 'REMEDIATED'],
  ['UNSTABLE_CSV', 'UNSTABLE'],
  ['ATTENTION_CSV', 'ATTENTION'],
] as const satisfies [ArtifactKind, ActionGroup][];

/**
 * Halves of the artefacts that take about as long: two threads may make one each, into the same folder. One is
 * summary.json and the list that few but programs read, the other what is left.
 */
export type ArtefactShare = 'SUMMARY' | 'ROWS';

export interface ProduceTask extends FilesTask {
  ruleSet: RuleSetRef;
  /** In file order. */
  refusedRows: Iterable<RefusedRow>;
  /** The input's columns. */
  header: readonly string[];
  /** Name of the uploaded file, without a path. */
  fileName: string;
  /** Only this half of the artefacts; all of them when absent. */
  share?: ArtefactShare;
  /** UUID of the report, when a database keeps its first refused rows: they are written for it, too. */
  reportId?: string | null;
}

/** What a worker thread needs to make a report (makeArtefacts of src/worker): everything by reference, so that little is copied to it. */
export interface ArtefactsTask<Refused> {
  /** Facts in memory that threads share. */
  facts: FactsHome;
  ruleSetId: string;
  /** Where the refused rows are, as the engine says it. */
  refused: Refused;
  /** Name of the uploaded file, without a path. */
  fileName: string;
  /** Made if it is not there. */
  outDir: string;
  /** Only this half of the artefacts; all of them when absent. */
  share?: ArtefactShare;
  /** As in ProduceTask. */
  reportId?: string | null;
  /** Memory of a StopFlag. */
  stop?: SharedArrayBuffer;
  /** As in FilesTask. */
  syncedLater?: boolean;
}

export interface Produced extends MadeFiles {
  summary: ReportSummary;
  firstCases: CaseLine[];
  /**
   * Path of the first INVALID_ROWS_KEPT refused rows in COPY text format; null when there are none, or no database
   * that wants them.
   */
  invalidRows: string | null;
}

/**
 * Judges facts and writes the artefacts: lists and refused rows only where there are any.
 * @throws CodedError CANCELLED when the flag is raised
 */
export function produce(task: ProduceTask): Promise<Produced> {
  const { facts, ruleSet, fileName, share } = task;
  return judgedFiles(task, async (judgement, out) => {
    const source = withWarning({ facts, judgement, summary: summaryOf(facts, judgement, ruleSet), fileName });
    if (share !== 'ROWS') await out.artefact('SUMMARY_JSON', summaryJson(source));
    await writeLists(source, listsOf(share), out);
    const invalidRows = share === 'SUMMARY' ? null : await writeRows(task, source, out);
    return { summary: source.summary, firstCases: firstCases(source), invalidRows };
  });
}

function listsOf(share: ArtefactShare | undefined) {
  if (share === undefined) return LISTS;
  return LISTS.filter(([, group]) => (group === 'REMEDIATED') === (share === 'SUMMARY'));
}

async function writeLists(
  source: ReportSource,
  lists: readonly (typeof LISTS)[number][],
  out: ArtefactFolder,
): Promise<void> {
  for (const [kind, group] of lists) {
    if (source.judgement.lists[group].length > 0) await out.artefact(kind, listCsv(source, group));
  }
}

/** Refused rows, pages, plans. @returns where the refused rows for the database are, if there are any */
async function writeRows(
  task: ProduceTask,
  source: ReportSource,
  out: ArtefactFolder,
): Promise<string | null> {
  const invalidRows = source.facts.invalidRows.total > 0 ? await writeInvalidRows(task, out) : null;
  await out.artefact('REPORT_HTML', reportHtml(source));
  for (const { name, chunks } of actionPlans(source)) await out.plan(name, chunks);
  return invalidRows;
}

async function writeInvalidRows(
  { header, refusedRows, reportId }: ProduceTask,
  out: ArtefactFolder,
): Promise<string | null> {
  if (!reportId) {
    await out.artefact('INVALID_ROWS_CSV', invalidRowsCsv(header, refusedRows));
    return null;
  }
  const first = new FirstRows(refusedRows);
  await out.artefact('INVALID_ROWS_CSV', invalidRowsCsv(header, first));
  return out.file(INVALID_ROWS_NAME, invalidRowLines(first.rows, reportId));
}

/** The same, with what there is to be said of the plans. */
function withWarning(source: ReportSource): ReportSource {
  const warning = plansWarning(source);
  if (warning === null) return source;
  const { summary } = source;
  return { ...source, summary: { ...summary, warnings: [...summary.warnings, warning] } };
}

/** Keeps the first of the rows that pass. */
class FirstRows implements Iterable<RefusedRow> {
  readonly rows: RefusedRow[] = [];
  readonly #all: Iterable<RefusedRow>;

  constructor(all: Iterable<RefusedRow>) {
    this.#all = all;
  }

  *[Symbol.iterator](): Generator<RefusedRow> {
    for (const row of this.#all) {
      if (this.rows.length < INVALID_ROWS_KEPT) this.rows.push(kept(row));
      yield row;
    }
  }
}

/** What is kept of a row while others pass: texts that are read when they are asked for, but not its fields. */
function kept({ line, byteOffset, reason, number, raw }: RefusedRow): RefusedRow {
  return { line, byteOffset, reason, number, raw, fields: null };
}
