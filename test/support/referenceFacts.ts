import { readdirSync, readFileSync } from 'node:fs';
import { expect } from 'vitest';
import type { Facts } from '../../src/domain/facts.js';
import { analyzeReference } from '../reference/analyze.js';
import { checkRow, isSkipped } from '../reference/checks.js';
import { decode } from '../reference/decode.js';
import { readHeader } from '../reference/dialect.js';
import { sniffEncoding } from '../reference/encoding.js';
import { readRows } from '../reference/rows.js';
import { decideReading, eventTime } from '../reference/times.js';
import type { ReferenceOptions, ReferenceReport } from '../reference/types.js';
import { isBlank } from '../reference/words.js';
import { factsOf } from './facts.js';

const FIELD_BYTES = 131_072;
const GOLDEN = new URL('../golden/', import.meta.url);

/** What the reference says of a plain file, and the same file's facts, for the code under test to judge. */
export function referenceOf(
  bytes: Uint8Array,
  options: ReferenceOptions,
): { report: ReferenceReport; facts: Facts } {
  const report = analyzeReference(bytes, options);
  if (report.failure !== null) throw new Error(`cannot be analysed: ${report.failure.code}`);
  const { input, invalidRows, warnings } = report;
  return { report, facts: factsOf(rowsOf(bytes, options), { input, invalidRows, warnings }) };
}

function rowsOf(bytes: Uint8Array, options: ReferenceOptions) {
  const text = decode(bytes, options.encoding ?? sniffEncoding(bytes));
  const { header } = readHeader(text, options.delimiter, { fieldBytes: FIELD_BYTES, columns: 16_384 });
  if (header === null) throw new Error('no header');
  const syntax = { delimiter: header.delimiter.codePointAt(0) ?? 0, fieldBytes: FIELD_BYTES };
  const valid = [...readRows(text, header.dataStart, header.dataLine, syntax)]
    .filter((row) => !isSkipped(text, row))
    .map((row) => checkRow(text, row, header.columns, options.dateOrder === 'YMD').valid)
    .filter((row) => row !== null);
  const dates = valid.map(({ date }) => date);
  const reading = decideReading(dates, options.dateOrder, -180);
  return valid.map(({ key, number, date, severity, priority, status }) => ({
    key,
    alert: {
      number,
      time: eventTime(date, reading),
      severity,
      priority,
      status: isBlank(status) ? null : status,
    },
  }));
}

/** Golden folders; a pair has two files and a trend. */
export const GOLDEN_FOLDERS = readdirSync(GOLDEN, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
  .sort();
export const GOLDEN_PAIRS = GOLDEN_FOLDERS.filter((folder) => /^p\d/.test(folder));
export const GOLDEN_SINGLES = GOLDEN_FOLDERS.filter((folder) => !GOLDEN_PAIRS.includes(folder));

/** A golden file that is JSON, by its path below golden/. */
export function goldenJson(path: string) {
  return JSON.parse(readFileSync(new URL(path, GOLDEN), 'utf8'));
}

/** A golden file as the reference reads it, under the options that its expectation names. */
export function goldenFile(csv: string, expectation: string) {
  return referenceOf(readFileSync(new URL(csv, GOLDEN)), goldenJson(expectation).options);
}

/** What a golden value is compared with: numbers there have ten decimals. */
export function near(expected: unknown): unknown {
  if (typeof expected === 'number') return expect.closeTo(expected, 9);
  if (Array.isArray(expected)) return expected.map(near);
  if (typeof expected !== 'object' || expected === null) return expected;
  return Object.fromEntries(Object.entries(expected).map(([name, value]) => [name, near(value)]));
}
