import { describe, expect, test } from 'vitest';
import { CONTESTANTS } from '../../bench/contestants.js';
import { type FileTime, figuresOf, verdictOf } from '../../bench/figures.js';
import type { ContestResult } from '../../bench/measure/contest.js';
import { contestTable, figureTable, markdownTable, plainTable } from '../../bench/report/tables.js';
import { median, spread, timesOf } from '../../bench/statistics.js';

describe('times', () => {
  test('median of odd and even numbers of runs, in any order', () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([10, 1, 5, 6])).toBe(5.5);
    expect(median([7])).toBe(7);
  });

  test('the spread is the distance of the extremes, relative to the median', () => {
    expect(timesOf([100, 80, 130])).toEqual({ median: 100, min: 80, max: 130, runs: 3 });
    expect(spread(timesOf([100, 80, 130]))).toBe(0.5);
    expect(() => timesOf([])).toThrow(RangeError);
  });
});

/** Every contestant with the given times; who is not named was not measured. */
function resultsWith(times: Record<string, { cold?: number; warm?: number; mb?: number }>): ContestResult[] {
  return CONTESTANTS.map((contestant) => {
    const { cold, warm, mb } = times[contestant.id] ?? {};
    return {
      contestant,
      fault: null,
      cold: cold === undefined ? null : timesOf([cold]),
      warm: warm === undefined ? null : timesOf([warm]),
      peakRssBytes: mb === undefined ? null : mb * 1024 ** 2,
    };
  });
}

const RESULTS = resultsWith({
  'ours-2': { cold: 250, warm: 200 },
  'ours-1': { cold: 400, warm: 350 },
  'ours-1-scalar': { warm: 630 },
  cli: { cold: 600, mb: 149.2 },
  'duckdb-2': { cold: 1_800, warm: 1_500 },
  'duckdb-1': { warm: 4_200 },
  'polars-2': { cold: 2_500 },
  'csv-parse': { cold: 10_000 },
  'floor-index': { warm: 100 },
});

describe('figures', () => {
  const file = (name: string, bytes: number, rows: number, warmMs: number): FileTime => {
    return { name, bytes, rows, warmMs };
  };
  const figures = figuresOf({
    results: RESULTS,
    scaling: { small: file('plain', 500, 1_000_000, 200), large: file('plain', 2_000, 4_000_000, 850) },
    profiles: [
      file('plain', 500, 10, 100),
      file('quoted', 600, 10, 240),
      file('long-fields', 1_000, 10, 250),
    ],
  });

  test.each([
    ['warm, 2 threads, against DuckDB', 7.5, 'not met'],
    ['warm, 1 thread, against DuckDB', 12, 'aim met'],
    ["whole command with all artefacts, against DuckDB's process that writes nothing", 3, 'met'],
    ['whole process, against polars', 10, 'met'],
    ['whole process, against uDSV', null, 'not measured'],
    ['whole process, against csv-parse', 40, 'not met'],
    ['warm, 1 thread, over the floor "read + structural scan"', 3.5, 'met'],
    ['SIMD against scalar, warm, 1 thread', 1.8, 'not met'],
    ['peak RSS of the whole command', 149.2, 'aim met'],
    ['time of 4 times the rows', 4.25, 'not met'],
    ['worst profile (quoted) against the plain one, time per byte', 2, 'met'],
  ])('%s', (name, value, verdict) => {
    const figure = figures.find((one) => one.name === name)!;
    if (value === null) expect(figure.value).toBeNull();
    else expect(figure.value).toBeCloseTo(value, 10);
    expect(verdictOf(figure)).toBe(verdict);
  });

  test('the table says what is measured, allowed, aimed at, and whether it holds', () => {
    const table = figureTable(figures);
    expect(table[1]).toEqual(['warm, 2 threads, against DuckDB', '7.50×', '≥ 8×', '≥ 12×', 'not met']);
    expect(table[9]).toEqual(['peak RSS of the whole command', '150 MB', '≤ 200 MB', '≤ 150 MB', 'aim met']);
    expect(table).toHaveLength(12);
  });

  test('what was not measured on the file has no figure', () => {
    const [growth, worst] = figuresOf({ results: RESULTS }).slice(-2);
    expect([growth.value, worst.value]).toEqual([null, null]);
  });
});

describe('tables', () => {
  test('a contestant that answers wrong has no times, and says why', () => {
    const [ours] = RESULTS;
    const wrong = { ...ours, cold: null, warm: null, peakRssBytes: null, fault: 'wrong: cases: 5, 4' };
    const [, row] = contestTable([wrong]);
    expect(row.slice(1, -1).every((cell) => cell === '–')).toBe(true);
    expect(row.at(-1)).toBe('wrong: cases: 5, 4');
  });

  test('columns line up; in Markdown a bar is escaped', () => {
    const table = [
      ['a', 'b', 'c'],
      ['long', '1', 'x|y'],
    ];
    expect(plainTable(table)).toBe('a     b  c\nlong  1  x|y\n');
    expect(markdownTable(table)).toBe('| a | b | c |\n| --- | --- | --- |\n| long | 1 | x\\|y |\n');
  });
});
