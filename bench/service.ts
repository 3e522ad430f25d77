import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT_ROOT } from '../src/paths.js';
import { verdictOf } from './figures.js';
import { describeSurroundings } from './report/engineReport.js';
import { withBlock } from './report/readme.js';
import { figureTable, plainTable } from './report/tables.js';
import { readServiceArguments } from './service/arguments.js';
import { benchService } from './service/bench.js';
import { serviceBlock } from './service/block.js';
import { loadChart } from './service/chart.js';
import { stopAll } from './service/deployment.js';
import { describeBurden, loadTable, type ServiceReport } from './service/report.js';

const RESULTS = join(PROJECT_ROOT, 'bench', 'results');

/**
 * `npm run bench -- service`: the service under load, and the figures that it must reach.
 * @returns whether no figure that must be met is missed, or nobody asked
 */
export async function serviceBench(commandLine: string[]): Promise<boolean> {
  const args = readServiceArguments(commandLine);
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => stopAll().finally(() => process.exit(1)));
  const report = await benchService(args, (text) => process.stderr.write(`${text}\n`));
  keep(report);
  if (args.updateReadme) updateReadme(report);
  process.stdout.write(args.json ? json(report) : readable(report));
  return !args.strict || report.figures.every((figure) => verdictOf(figure) !== 'not met');
}

function keep(report: ServiceReport): void {
  mkdirSync(RESULTS, { recursive: true });
  writeFileSync(join(RESULTS, 'service.json'), json(report));
  if (report.loads.length > 0) writeFileSync(join(RESULTS, 'service.svg'), loadChart(report));
}

function updateReadme(report: ServiceReport): void {
  const path = join(PROJECT_ROOT, 'README.md');
  writeFileSync(path, withBlock(readFileSync(path, 'utf8'), 'bench:service', serviceBlock(report)));
}

function readable(report: ServiceReport): string {
  const loads = report.loads.length > 0 ? `${plainTable(loadTable(report.loads))}\n` : '';
  return `${loads}${plainTable(figureTable(report.figures))}\n${describeSurroundings(report)}, ${describeBurden(report)}\n`;
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
