import { type Figure, verdictOf } from '../figures.js';
import type { ContestResult } from '../measure/contest.js';
import { spread, type Times } from '../statistics.js';

/** A table as rows of texts, the header first. */
export type Table = string[][];

export const NOT_MEASURED = '–';

/** One row per contestant; times in milliseconds. */
export function contestTable(results: readonly ContestResult[]): Table {
  const header = ['contestant', 'process', 'min', 'spread', 'warm', 'min', 'spread', 'peak RSS', 'answer'];
  return [header, ...results.map(contestRow)];
}

function contestRow({ contestant, cold, warm, peakRssBytes, fault }: ContestResult): string[] {
  const rss = peakRssBytes === null ? NOT_MEASURED : `${Math.round(peakRssBytes / 1024 ** 2)} MB`;
  const answer = contestant.kind === 'FLOOR' ? NOT_MEASURED : (fault ?? 'equal');
  return [contestant.label, ...timeCells(cold), ...timeCells(warm), rss, answer];
}

function timeCells(times: Times | null): string[] {
  if (times === null) return [NOT_MEASURED, NOT_MEASURED, NOT_MEASURED];
  return [milliseconds(times.median), milliseconds(times.min), `${Math.round(spread(times) * 100)} %`];
}

export function milliseconds(value: number): string {
  return `${value < 10 ? value.toFixed(1) : Math.round(value).toLocaleString('en')} ms`;
}

export function figureTable(figures: readonly Figure[]): Table {
  return [['figure', 'measured', 'must', 'aim', 'verdict'], ...figures.map(figureRow)];
}

function figureRow(figure: Figure): string[] {
  const { name, value, unit, bound, must, aim } = figure;
  const sign = bound === 'at least' ? '≥' : '≤';
  const show = (limit: number | undefined) =>
    limit === undefined ? '' : `${sign} ${shortNumber(limit)}${gap(unit)}`;
  const measured = value === null ? NOT_MEASURED : `${figureNumber(value, unit)}${gap(unit)}`;
  return [name, measured, show(must), show(aim), verdictOf(figure)];
}

function gap(unit: Figure['unit']): string {
  return unit === '×' ? '×' : ` ${unit}`;
}

/** Rounded against nobody: one digit more than the bounds have. */
function figureNumber(value: number, unit: Figure['unit']): string {
  return unit === '×' ? value.toFixed(2) : String(Math.ceil(value));
}

function shortNumber(value: number): string {
  return String(Number(value.toFixed(2)));
}

/** Columns lined up for a terminal: the first and the last to the left, the others to the right. */
export function plainTable(table: Table): string {
  const widths = table[0].map((_, column) => Math.max(...table.map((row) => row[column].length)));
  const line = (row: string[]) =>
    row.map((cell, i) => pad(cell, widths[i], i === 0 || i === row.length - 1)).join('  ');
  return table.map((row) => `${line(row).trimEnd()}\n`).join('');
}

function pad(cell: string, width: number, left: boolean): string {
  return left ? cell.padEnd(width) : cell.padStart(width);
}

export function markdownTable([header, ...rows]: Table): string {
  const line = (cells: string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |\n`;
  return line(header) + line(header.map(() => '---')) + rows.map(line).join('');
}
