import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { AnalysisOptions } from '../../src/domain/options.js';
import type { Kpis } from '../../src/domain/report.js';
import { analyzeReference } from './analyze.js';
import { caseOf } from './summary.js';
import { compareReference } from './trend.js';
import type { ReferenceReport } from './types.js';

const GOLDEN = new URL('../golden/', import.meta.url);
const FOLDERS = readdirSync(GOLDEN, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
  .sort();
const PAIRS = FOLDERS.filter((folder) => /^p\d/.test(folder));
const SINGLES = FOLDERS.filter((folder) => !PAIRS.includes(folder));

interface Expected {
  options: AnalysisOptions;
  kpis: Kpis;
  invalid: { number: string | null; reason: string }[];
  cases: Record<string, unknown>[];
}

function expectedOf(path: string): Expected {
  return JSON.parse(readFileSync(new URL(path, GOLDEN), 'utf8'));
}

function analyze(path: string, options: AnalysisOptions): ReferenceReport {
  const report = analyzeReference(readFileSync(new URL(path, GOLDEN)), options);
  if (report.failure !== null) throw new Error(`${path}: ${report.failure.code}`);
  return report;
}

/** Numbers of the golden files have ten decimals; everything else has to be the same. */
function expectSame(actual: unknown, expected: unknown, place: string): void {
  if (typeof expected === 'number') {
    expect(typeof actual, place).toBe('number');
    expect(Math.abs(Number(actual) - expected), place).toBeLessThanOrEqual(1e-9);
  } else if (Array.isArray(expected)) {
    const list = actual as unknown[];
    expect(list.length, `${place}: entries`).toBe(expected.length);
    expected.forEach((entry, index) => {
      expectSame(list[index], entry, `${place}[${index}]`);
    });
  } else if (expected !== null && typeof expected === 'object') {
    const fields = actual as Record<string, unknown>;
    for (const [name, value] of Object.entries(expected)) expectSame(fields[name], value, `${place}.${name}`);
  } else {
    expect(actual, place).toBe(expected);
  }
}

function expectReport(report: ReferenceReport, expected: Expected): void {
  const asText = (rows: { number: string | null; reason: string }[]): string[] =>
    rows.map(({ number, reason }) => `${reason} ${number}`).sort();
  expect(asText(report.refused)).toEqual(asText(expected.invalid));
  expectSame(report.kpis, expected.kpis, 'kpis');
  expectSame(report.cases.map(caseOf), expected.cases, 'cases');
  const rowsInCases = report.cases.reduce((sum, one) => sum + one.statusChronology.length, 0);
  expect(report.input.rows).toBe(rowsInCases + report.refused.length);
}

test('there are golden folders of both kinds', () => {
  expect(SINGLES.length).toBeGreaterThan(0);
  expect(PAIRS.length).toBeGreaterThan(0);
});

describe.each(SINGLES)('golden %s', (folder) => {
  test('gives the expected report', () => {
    const expected = expectedOf(`${folder}/expected.json`);
    expectReport(analyze(`${folder}/input.csv`, expected.options), expected);
  });
});

describe.each(PAIRS)('golden pair %s', (folder) => {
  test('gives the expected reports and their trend', () => {
    const [before, now] = ['previous', 'current'].map((side) => {
      const expected = expectedOf(`${folder}/${side}.json`);
      const report = analyze(`${folder}/${side}.csv`, expected.options);
      expectReport(report, expected);
      return report;
    });
    expectSame(compareReference(before.cases, now.cases), expectedOf(`${folder}/trend.json`), 'trend');
  });
});
