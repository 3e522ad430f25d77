import { basename } from 'node:path';
import { performance } from 'node:perf_hooks';
import { allOf } from '../engine/node/allOf.js';
import type { RefusedSource, ScanInPlace } from '../engine/node/types.js';
import { joined } from '../reports/joined.js';
import type { MadeFiles } from '../reports/judgedFiles.js';
import { ARTEFACT_NAMES, isPlanName, PLANS_FOLDER } from '../reports/names.js';
import { isParquetName, PARQUET_FOLDER } from '../reports/parquet/names.js';
import type { TablesTask } from '../reports/parquet/produceTables.js';
import type { ArtefactsTask, Produced } from '../reports/produce.js';
import { DEFAULT_RULE_SET } from '../rules/load.js';
import type { AnalyzeArguments } from './arguments.js';
import { asUnwritable, OutputFolder } from './outputFolder.js';
import type { ProgressBar } from './progressBar.js';
import { Session } from './session.js';

type ReportTask = ArtefactsTask<RefusedSource> & TablesTask;

/** Analyses a file, writes its artefacts, and returns what is to be printed. */
export async function analyze(args: AnalyzeArguments, bar: ProgressBar): Promise<string> {
  const session = new Session(args.threads, args.memoryLimit);
  try {
    const scan = await session.scanInPlace(args.file, args.options, args.threads, (progress) =>
      bar.scanned(progress),
    );
    bar.say('Writing …');
    const made = await writeReport(session, scan, args);
    return args.json ? `${JSON.stringify(resultOf(args, scan, made))}\n` : readable(args, made);
  } finally {
    await session.close();
  }
}

async function writeReport(session: Session, scan: ScanInPlace, args: AnalyzeArguments): Promise<Produced> {
  const folder = new OutputFolder(args.outDir);
  try {
    const task: ReportTask = {
      facts: scan.facts,
      refused: scan.refused,
      ruleSetId: DEFAULT_RULE_SET,
      fileName: basename(args.file),
      outDir: folder.staging,
      reportId: null,
    };
    const made = await makeSideBySide(session, task, args.parquet === true).catch((error) => {
      throw asUnwritable(folder.path, error);
    });
    session.checkNotInterrupted();
    folder.publish([
      ...Object.values(ARTEFACT_NAMES),
      ...folder.earlier(PLANS_FOLDER, isPlanName),
      ...folder.earlier(PARQUET_FOLDER, isParquetName),
    ]);
    return made;
  } finally {
    folder.close();
  }
}

/** Both halves of the artefacts, and the tables; when one fails, only after the others have ended too. */
async function makeSideBySide({ engine }: Session, task: ReportTask, parquet: boolean): Promise<Produced> {
  const [rows, ...beside] = await allOf<[Produced, ...MadeFiles[]]>([
    engine.run<Produced>('makeArtefacts', { ...task, share: 'ROWS' }),
    engine.run<MadeFiles>('makeSummary', task),
    ...(parquet ? [engine.run<MadeFiles>('makeTables', task)] : []),
  ]);
  return joined(rows, ...beside);
}

/** What `--json` prints; other programs rely on it. */
function resultOf(args: AnalyzeArguments, scan: ScanInPlace, { summary, artifacts, timings }: Produced) {
  const { bytes, sha256, rows, delimiter, encoding, dateOrder } = summary.input;
  return {
    input: { fileName: basename(args.file), bytes, sha256, rows, delimiter, encoding, dateOrder },
    ruleSet: summary.ruleSet,
    period: summary.period,
    kpis: summary.kpis,
    invalidRows: summary.invalidRows,
    artifacts,
    timings: { ...scan.timings, ...timings, totalMs: performance.now() },
    threads: scan.threads,
    peakRssBytes: process.resourceUsage().maxRSS * 1_024,
  };
}

async function readable(args: AnalyzeArguments, made: Produced): Promise<string> {
  const { readableReport } = await import('./readableReport.js');
  return readableReport({
    fileName: basename(args.file),
    outDir: args.outDir,
    summary: made.summary,
    firstCases: made.firstCases,
    artifacts: made.artifacts,
    seconds: performance.now() / 1_000,
  });
}
