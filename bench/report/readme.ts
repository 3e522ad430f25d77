import { describeFile, describeSurroundings, type EngineReport } from './engineReport.js';
import { contestTable, figureTable, markdownTable } from './tables.js';

const BEGIN = '<!-- bench:begin -->';
const END = '<!-- bench:end -->';

/**
 * README with what stands between its markers replaced.
 * @throws Error when the markers are not there
 */
export function withFigures(readme: string, report: EngineReport): string {
  const begin = readme.indexOf(BEGIN);
  const end = readme.indexOf(END);
  if (begin === -1 || end < begin) throw new Error(`README.md needs ${BEGIN} and, after it, ${END}.`);
  return `${readme.slice(0, begin + BEGIN.length)}\n${block(report)}${readme.slice(end)}`;
}

function block(report: EngineReport): string {
  const main = report.files[report.files.length - 1];
  return `
\`npm run bench -- engine\` (${describeFile(main)}; ${describeSurroundings(report)}; medians, method in [bench/README.md](bench/README.md)):

![Time of whole processes](bench/results/engine.svg)

${markdownTable(contestTable(main.results))}
${markdownTable(figureTable(report.figures))}
`;
}
