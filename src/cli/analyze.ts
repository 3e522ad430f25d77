import { basename } from 'node:path';
import { performance } from 'node:perf_hooks';
import { ARTIFACT_KINDS } from '../domain/report.js';
import type { RefusedSource, ScanInPlace } from '../engine/node/types.js';
import { ARTEFACT_NAMES, isPlanName, PLANS_FOLDER } from '../reports/names.js';
import { isParquetName, PARQUET_FOLDER } from '../reports/parquet/names.js';
import type { ArtefactsTask, MadeHalf, Produced } from '../reports/produce.js';
import { DEFAULT_RULE_SET } from '../rules/load.js';
import type { AnalyzeArguments } from './arguments.js';
import { asUnwritable, OutputFolder } from './outputFolder.js';
import type { ProgressBar } from './progressBar.js';
import { Session } from './session.js';

/** Analyses a file, writes its artefacts, and returns what is to be printed. */
export async function analyze(args: AnalyzeArguments, bar: ProgressBar): Promise<string> {
  const session = new Session(args.threads, args.memoryLimit);
  try {
    const scan = await session.scanInPlace(args.file, args.options, args.threads, (progress) =>
      bar.scanned(progress),
    );
    bar.say('Writing …');
    const made = await writeReport(session, scan, args);
    return args.json ? `${JSON.stringify(resultOf(args, scan, made))}\n` : readable(args, scan, made);
  } finally {
    await session.close();
  }
}

async function writeReport(session: Session, scan: ScanInPlace, args: AnalyzeArguments): Promise<Produced> {
  const folder = new OutputFolder(args.outDir);
  try {
    const task: ArtefactsTask<RefusedSource> = {
      facts: scan.facts,
      refused: scan.refused,
      ruleSetId: DEFAULT_RULE_SET,
      fileName: basename(args.file),
      outDir: folder.staging,
      reportId: null,
      parquet: args.parquet,
    };
    const made = await makeInTwoThreads(session, task).catch((error) => {
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

/** Both halves of the artefacts side by side; when one fails, only after the other has ended too. */
async function makeInTwoThreads(session: Session, task: ArtefactsTask<RefusedSource>): Promise<Produced> {
  const halves = [
    session.engine.run<MadeHalf>('makeSummary', task),
    session.engine.run<Produced>('makeArtefacts', { ...task, share: 'ROWS' }),
  ] as const;
  await Promise.allSettled(halves);
  const [summary, rows] = await Promise.all(halves);
  return {
    ...rows,
    artifacts: [...summary.artifacts, ...rows.artifacts].sort(
      (a, b) => ARTIFACT_KINDS.indexOf(a.kind) - ARTIFACT_KINDS.indexOf(b.kind),
    ),
    timings: {
      classifyMs: Math.max(summary.timings.classifyMs, rows.timings.classifyMs),
      reportMs: Math.max(summary.timings.reportMs, rows.timings.reportMs),
      artifacts: { ...summary.timings.artifacts, ...rows.timings.artifacts },
    },
  };
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

async function readable(args: AnalyzeArguments, scan: ScanInPlace, made: Produced): Promise<string> {
  const { readableReport } = await import('./readableReport.js');
  return readableReport({
    fileName: basename(args.file),
    outDir: args.outDir,
    facts: scan.facts,
    summary: made.summary,
    artifacts: made.artifacts,
    seconds: performance.now() / 1_000,
  });
}
