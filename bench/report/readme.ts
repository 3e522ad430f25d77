import { describeFile, describeSurroundings, type EngineReport } from './engineReport.js';
import { contestTable, figureTable, markdownTable } from './tables.js';

/**
 * README with what stands between the markers of the engine's figures replaced.
 * @throws Error when the markers are not there
 */
export function withFigures(readme: string, report: EngineReport): string {
  return withBlock(readme, 'bench', block(report));
}

/**
 * A page with what stands between two markers replaced.
 * @throws Error when the markers are not there
 */
export function withBlock(page: string, marker: string, content: string): string {
  const [beginMarker, endMarker] = [`<!-- ${marker}:begin -->`, `<!-- ${marker}:end -->`];
  const begin = page.indexOf(beginMarker);
  const end = page.indexOf(endMarker);
  if (begin === -1 || end < begin)
    throw new Error(`README.md needs ${beginMarker} and, after it, ${endMarker}.`);
  return `${page.slice(0, begin + beginMarker.length)}\n${content}${page.slice(end)}`;
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
