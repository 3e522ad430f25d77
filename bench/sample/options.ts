import { parseArgs } from 'node:util';
import type { SampleOptions } from './generator.js';

export const USAGE = `npm run sample -- --out FILE [--rows N] [--cases N] [--seed N] [--quoted PERCENT] [--bad PERCENT]

  --out FILE         where the CSV is written
  --rows N           data rows (100000)
  --cases N          distinct cases, at most as many as rows (a twentieth of the rows)
  --seed N           the same seed gives the same file (1)
  --quoted PERCENT   rows with quoted fields (2)
  --bad PERCENT      rows to be refused (0.5)
`;

const ROWS_PER_CASE = 20;

/** What is wrong with the command line, for the person who typed it. */
export class UsageError extends Error {}

/** @param args the command line after the program's name */
export function readSampleOptions(args: string[]): SampleOptions & { out: string } {
  const { out, rows, cases, seed, quoted, bad } = parse(args);
  if (!out) throw new UsageError('--out is required');
  const rowCount = wholeNumber('rows', rows ?? '100000', 1);
  const caseCount =
    cases === undefined ? Math.ceil(rowCount / ROWS_PER_CASE) : wholeNumber('cases', cases, 1);
  if (caseCount > rowCount) throw new UsageError('--cases cannot be more than --rows');
  return {
    out,
    rows: rowCount,
    cases: caseCount,
    seed: wholeNumber('seed', seed ?? '1', 0),
    quotedPercent: percentage('quoted', quoted ?? '2'),
    badPercent: percentage('bad', bad ?? '0.5'),
  };
}

function parse(args: string[]) {
  const text = { type: 'string' } as const;
  try {
    const options = { out: text, rows: text, cases: text, seed: text, quoted: text, bad: text };
    return parseArgs({ args, options, strict: true, allowPositionals: false }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function wholeNumber(name: string, text: string, least: number): number {
  const number = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(number) && number >= least) return number;
  throw new UsageError(`--${name} has to be a whole number from ${least}`);
}

function percentage(name: string, text: string): number {
  const number = Number(text);
  if (/^\d+(\.\d+)?$/.test(text) && number <= 100) return number;
  throw new UsageError(`--${name} has to be a number from 0 to 100`);
}
