import type { ContestResult } from './measure/contest.js';

/** A figure that the engine has to reach, as one run of the bench found it. */
export interface Figure {
  name: string;
  /** Null when what it is made of was not measured. */
  value: number | null;
  unit: '×' | 'MB' | 'ms';
  bound: 'at least' | 'at most';
  must: number;
  aim?: number;
}

export type Verdict = 'aim met' | 'met' | 'not met' | 'not measured';

export function verdictOf({ value, bound, must, aim }: Figure): Verdict {
  if (value === null) return 'not measured';
  const holds = (limit: number) => (bound === 'at least' ? value >= limit : value <= limit);
  if (aim !== undefined && holds(aim)) return 'aim met';
  return holds(must) ? 'met' : 'not met';
}

/** Median time of a file by our engine, warm, with two threads. */
export interface FileTime {
  name: string;
  bytes: number;
  rows: number;
  warmMs: number;
}

/** What the figures are made of. */
export interface Findings {
  results: readonly ContestResult[];
  /** The plain file of the contest, and a larger one. */
  scaling?: { small: FileTime; large: FileTime };
  /** The profiles; the plain one first. */
  profiles?: readonly FileTime[];
}

/** 4.2 for four times the rows: what is allowed beyond proportion. */
const SCALING_ALLOWANCE = 1.05;

export function figuresOf({ results, scaling, profiles }: Findings): Figure[] {
  const warm = (id: string) => find(results, id)?.warm?.median;
  const cold = (id: string) => find(results, id)?.cold?.median;
  const atLeast = (name: string, value: number | null, must: number, aim?: number): Figure => {
    return { name, value, unit: '×', bound: 'at least', must, aim };
  };
  const atMost = (name: string, value: number | null, must: number, aim?: number): Figure => {
    return { name, value, unit: '×', bound: 'at most', must, aim };
  };
  const growth = scaling === undefined ? 4 : scaling.large.rows / scaling.small.rows;
  return [
    atLeast('warm, 2 threads, against DuckDB', ratio(warm('duckdb-2'), warm('ours-2')), 8, 12),
    atLeast('warm, 1 thread, against DuckDB', ratio(warm('duckdb-1'), warm('ours-1')), 7, 10),
    atLeast(
      "whole command with all artefacts, against DuckDB's process that writes nothing",
      ratio(cold('duckdb-2'), cold('cli')),
      3,
      5,
    ),
    atLeast('whole process, against polars', ratio(cold('polars-2'), cold('ours-2')), 8),
    atLeast('whole process, against uDSV', ratio(cold('udsv'), cold('ours-2')), 15),
    atLeast('whole process, against csv-parse', ratio(cold('csv-parse'), cold('ours-2')), 45),
    atMost(
      'warm, 1 thread, over the floor "read + structural scan"',
      ratio(warm('ours-1'), warm('floor-index')),
      3.5,
      2.5,
    ),
    atLeast('SIMD against scalar, warm, 1 thread', ratio(warm('ours-1-scalar'), warm('ours-1')), 2),
    {
      name: 'peak RSS of the whole command',
      value: megabytes(find(results, 'cli')?.peakRssBytes),
      unit: 'MB',
      bound: 'at most',
      must: 200,
      aim: 150,
    },
    atMost(
      `time of ${growth} times the rows`,
      ratio(scaling?.large.warmMs, scaling?.small.warmMs),
      growth * SCALING_ALLOWANCE,
    ),
    atMost(worstName(profiles), worst(profiles)?.ratio ?? null, 2.5),
  ];
}

function find(results: readonly ContestResult[], id: string): ContestResult | undefined {
  return results.find(({ contestant }) => contestant.id === id);
}

function ratio(a: number | undefined, b: number | undefined): number | null {
  return a === undefined || b === undefined ? null : a / b;
}

function megabytes(bytes: number | null | undefined): number | null {
  return bytes === null || bytes === undefined ? null : bytes / 1024 ** 2;
}

/** The profile that takes longest per byte, over the plain one. */
function worst(profiles: readonly FileTime[] | undefined): { name: string; ratio: number } | null {
  if (profiles === undefined || profiles.length < 2) return null;
  const [plain, ...others] = profiles.map(({ name, bytes, warmMs }) => ({ name, perByte: warmMs / bytes }));
  const slowest = others.reduce((a, b) => (b.perByte > a.perByte ? b : a));
  return { name: slowest.name, ratio: slowest.perByte / plain.perByte };
}

function worstName(profiles: readonly FileTime[] | undefined): string {
  const found = worst(profiles);
  return `worst profile${found === null ? '' : ` (${found.name})`} against the plain one, time per byte`;
}
