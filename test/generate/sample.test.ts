import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SAMPLE_COLUMNS } from '../../bench/sample/catalogue.js';
import { type SampleOptions, sampleCsv, sampleText } from '../../bench/sample/generator.js';
import { readSampleOptions, UsageError } from '../../bench/sample/options.js';
import { REFUSAL_REASONS } from '../../src/domain/facts.js';
import { SUGGESTED_ACTIONS } from '../../src/domain/report.js';
import { analyze } from '../reference/support.js';

const OPTIONS: SampleOptions = { rows: 4_000, cases: 300, seed: 7, quotedPercent: 2, badPercent: 2 };
const bytesOf = (options: Partial<SampleOptions>) =>
  Buffer.from(sampleText({ ...OPTIONS, ...options }), 'utf8');

describe('a sample', () => {
  const bytes = bytesOf({});
  const report = analyze(bytes);

  test('has the rows and the cases that were asked for', () => {
    expect(report.input).toMatchObject({
      rows: 4_000,
      delimiter: ';',
      encoding: 'utf-8',
      utcOffset: '-03:00',
    });
    expect(report.cases).toHaveLength(300);
    expect(report.warnings).toEqual([]);
  });

  test('has the 31 columns of an export and some 470 bytes a row', () => {
    expect(report.columns).toEqual([...SAMPLE_COLUMNS]);
    expect(report.columns).toHaveLength(31);
    expect(bytes.length / 4_000).toBeGreaterThan(440);
    expect(bytes.length / 4_000).toBeLessThan(500);
  });

  test('has refused rows of every reason, about as many as were asked for', () => {
    expect(Object.keys(report.invalidRows.byReason).sort()).toEqual([...REFUSAL_REASONS].sort());
    expect(report.invalidRows.total / 4_000).toBeGreaterThan(0.012);
    expect(report.invalidRows.total / 4_000).toBeLessThan(0.032);
  });

  test('has cases of every action, few of them big', () => {
    expect([...new Set(report.cases.map(({ action }) => action))].sort()).toEqual(
      [...SUGGESTED_ACTIONS].sort(),
    );
    const sizes = report.cases.map(({ statusChronology }) => statusChronology.length).sort((a, b) => b - a);
    expect(sizes[0]).toBeGreaterThan(300);
    expect(sizes[150]).toBeLessThan(10);
  });

  test('has values that no table knows, accents, and alerts of several events', () => {
    expect(report.unknownValues.map(({ value }) => value)).toEqual(
      expect.arrayContaining(['Indeterminado', 'Planejamento', 'Work in Progress']),
    );
    expect(report.top.squads.some(({ name }) => /[çãâ]/.test(name))).toBe(true);
    expect(report.kpis.totalAlerts).toBeLessThan(4_000 - report.invalidRows.total);
  });

  test('is the same for the same seed, and another for another', () => {
    expect(bytesOf({}).equals(bytes)).toBe(true);
    expect(bytesOf({ seed: 8 }).equals(bytes)).toBe(false);
  });
});

test('without bad rows none is refused, and quotes make no other case', () => {
  const quoted = analyze(bytesOf({ badPercent: 0, quotedPercent: 50 }));
  expect(quoted.refused).toEqual([]);
  expect(quoted.cases).toHaveLength(300);
  const text = sampleText({ ...OPTIONS, badPercent: 0, quotedPercent: 50 });
  expect(text).toContain('3.5""');
  expect(text).toMatch(/;"[^"\n]*\nAção/);
});

test('without quoted rows a line is a row', () => {
  const text = sampleText({ ...OPTIONS, badPercent: 0, quotedPercent: 0 });
  expect(text.split('\n')).toHaveLength(4_002);
});

test('every case is seen when there are as many as rows', () => {
  expect(analyze(bytesOf({ rows: 500, cases: 500, badPercent: 100 })).cases).toHaveLength(500);
  expect(analyze(bytesOf({ rows: 50, cases: 1, badPercent: 0 })).cases).toHaveLength(1);
});

test('it comes in pieces, however long it is', () => {
  const lengths = [...sampleCsv(OPTIONS)].map((chunk) => chunk.length);
  expect(lengths.length).toBeGreaterThan(5);
  expect(Math.max(...lengths)).toBeLessThan(300 * 1024);
});

describe('the command line', () => {
  test('has defaults', () => {
    expect(readSampleOptions(['--out', 'x.csv'])).toEqual({
      out: 'x.csv',
      rows: 100_000,
      cases: 5_000,
      seed: 1,
      quotedPercent: 2,
      badPercent: 0.5,
    });
    expect(readSampleOptions(['--out', 'x', '--rows', '10', '--cases', '3', '--bad', '1.5'])).toMatchObject({
      rows: 10,
      cases: 3,
      badPercent: 1.5,
    });
  });

  test.each([
    [[]],
    [['--out', '']],
    [['--out', 'x', '--rows', '0']],
    [['--out', 'x', '--rows', '1e3']],
    [['--out', 'x', '--rows', '5', '--cases', '6']],
    [['--out', 'x', '--seed', '-1']],
    [['--out', 'x', '--bad', '101']],
    [['--out', 'x', '--unknown', '1']],
    [['--out', 'x', 'y']],
    [['--out']],
  ])('%j is refused', (args) => {
    expect(() => readSampleOptions(args)).toThrow(UsageError);
  });
});

describe('the program, as built', () => {
  const program = fileURLToPath(new URL('../../dist/bench/sample.js', import.meta.url));
  const run = (...args: string[]) => spawnSync(process.execPath, [program, ...args], { encoding: 'utf8' });
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'sample-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test('writes the file', () => {
    const out = join(folder, 'sample.csv');
    const { status, stdout, stderr } = run('--rows', '1000', '--cases', '50', '--seed', '7', '--out', out);
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '', stderr: '' });
    const options = { rows: 1_000, cases: 50, seed: 7, quotedPercent: 2, badPercent: 0.5 };
    expect(readFileSync(out).equals(Buffer.from(sampleText(options)))).toBe(true);
  });

  test('tells how it is used, with status 2, and what else went wrong, with status 1', () => {
    const misused = run('--rows', 'many', '--out', join(folder, 'x.csv'));
    expect(misused.status).toBe(2);
    expect(misused.stderr).toContain('npm run sample -- --out FILE');
    expect(run('--out', join(folder, 'none', 'x.csv')).status).toBe(1);
  });
});
