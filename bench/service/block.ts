import { describeSurroundings } from '../report/engineReport.js';
import { figureTable, markdownTable } from '../report/tables.js';
import { describeBurden, loadTable, type ServiceReport } from './report.js';

/** What README shows of a run. */
export function serviceBlock(report: ServiceReport): string {
  const { loads, figures, brokenOff } = report;
  const loadPart =
    loads.length === 0
      ? ''
      : `![Reports per second](bench/results/service.svg)\n\n${markdownTable(loadTable(loads))}\n`;
  return `
\`npm run bench -- service${report.quick ? ' --quick' : ''}\` (${describeSurroundings(report)}; ${describeBurden(report)}; medians, method in [bench/README.md](bench/README.md)):

${loadPart}${brokenOff.map((name) => `Broken off: ${name}.\n\n`).join('')}${markdownTable(figureTable(figures))}
`;
}
