import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT_ROOT } from '../src/paths.js';
import { type BenchArguments, readArguments } from './arguments.js';
import { benchEngine } from './engine.js';
import { verdictOf } from './figures.js';
import { pagingBench } from './paging.js';
import { benchRejudge, type RejudgeReport } from './rejudge.js';
import { contestChart } from './report/chart.js';
import { describeFile, describeSurroundings, type EngineReport } from './report/engineReport.js';
import { withFigures } from './report/readme.js';
import { contestTable, figureTable, milliseconds, plainTable } from './report/tables.js';
import { serviceBench } from './service.js';
import { UsageError } from './usage.js';

const RESULTS = join(PROJECT_ROOT, 'bench', 'results');
/** The size that the figures and the chart are about. */
const MAIN_ROWS = 1_000_000;

async function main(args: BenchArguments): Promise<boolean> {
  if (args.command === 'rejudge') {
    const report = await benchRejudge(args.dir);
    writeResult('rejudge.json', report);
    print(args.json ? json(report) : readableRejudge(report));
    return report.warm.median <= report.mustMs;
  }
  const report = await benchEngine(args, (text) => process.stderr.write(`${text}\n`));
  keep(report);
  if (args.updateReadme) updateReadme(report);
  print(args.json ? json(report) : readable(report));
  return report.figures.every((figure) => verdictOf(figure) !== 'not met');
}

/** The latest run of a size, as JSON, and its picture. */
function keep(report: EngineReport): void {
  const main = report.files[report.files.length - 1];
  const suffix = main.profile === 'plain' ? '' : `-${main.profile}`;
  writeResult(`engine-${main.rows}${suffix}.json`, report);
  if (main.profile !== 'plain' || main.rows !== MAIN_ROWS) return;
  const title = 'A file of alerts to cases and scores: time of the whole process';
  const note = `${describeFile(main)} · ${describeSurroundings(report)}`;
  writeFileSync(join(RESULTS, 'engine.svg'), contestChart(title, note, main.results));
}

function writeResult(name: string, report: unknown): void {
  mkdirSync(RESULTS, { recursive: true });
  writeFileSync(join(RESULTS, name), json(report));
}

function updateReadme(report: EngineReport): void {
  const path = join(PROJECT_ROOT, 'README.md');
  writeFileSync(path, withFigures(readFileSync(path, 'utf8'), report));
}

function readable(report: EngineReport): string {
  const files = report.files.map(
    (file) => `${describeFile(file)}\n\n${plainTable(contestTable(file.results))}\n`,
  );
  const main = report.files[report.files.length - 1];
  const isMeant = main.profile === 'plain' && main.rows === MAIN_ROWS;
  const caution = isMeant ? '' : 'The bounds are meant for the plain file of 1,000,000 rows.\n';
  const figures = plainTable(figureTable(report.figures));
  return `${files.join('')}${figures}${caution}\n${describeSurroundings(report)}\n`;
}

function readableRejudge(report: RejudgeReport): string {
  const { cases, coldMs, warm, mustMs } = report;
  const verdict = warm.median <= mustMs ? 'met' : 'not met';
  return (
    `${cases.toLocaleString('en')} cases under another rule set: warm ${milliseconds(warm.median)} ` +
    `(min ${milliseconds(warm.min)}, ${warm.runs} runs), first judgement of the process ${milliseconds(coldMs)}; ` +
    `must ≤ ${mustMs} ms: ${verdict}\n${describeSurroundings(report)}\n`
  );
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function print(text: string): void {
  process.stdout.write(text);
}

async function run(commandLine: string[]): Promise<void> {
  const [command, ...rest] = commandLine;
  if (command === 'paging') return pagingBench(rest);
  if (command === 'service') {
    if (!(await serviceBench(rest))) process.exitCode = 1;
    return;
  }
  const args = readArguments(commandLine);
  const isMet = await main(args);
  if (args.strict && !isMet) process.exitCode = 1;
}

try {
  await run(process.argv.slice(2));
} catch (error) {
  const isUsage = error instanceof UsageError;
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(isUsage ? `${error.message}\n\n${error.usage}` : `${detail}\n`);
  process.exitCode = isUsage ? 2 : 1;
}
