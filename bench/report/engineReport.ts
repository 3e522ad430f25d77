import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { arch, cpus, platform, totalmem } from 'node:os';
import { join } from 'node:path';
import { PROJECT_ROOT } from '../../src/paths.js';
import type { Figure } from '../figures.js';
import type { ContestResult } from '../measure/contest.js';
import type { Profile } from '../profiles.js';

/** One file, and what everybody made of it. */
export interface FileReport {
  profile: Profile;
  rows: number;
  cases: number;
  bytes: number;
  results: ContestResult[];
}

export interface Surroundings {
  /** When the measuring began, in UTC. */
  measuredAt: string;
  /** Commit of the checkout; null outside of one. */
  commit: string | null;
  machine: { cpu: string; cores: number; memoryGiB: number; system: string; node: string };
  versions: Record<string, string>;
}

export interface EngineReport extends Surroundings {
  files: FileReport[];
  figures: Figure[];
}

const RIVAL_PACKAGES = ['@duckdb/node-api', 'nodejs-polars', 'udsv', 'csv-parse'];

export function surroundings(): Surroundings {
  return {
    measuredAt: new Date().toISOString(),
    commit: commitOf(),
    machine: {
      cpu: cpus()[0].model.trim(),
      cores: cpus().length,
      memoryGiB: Math.round(totalmem() / 1024 ** 3),
      system: `${platform()} ${arch()}`,
      node: process.version,
    },
    versions: Object.fromEntries(RIVAL_PACKAGES.map((name) => [name, versionOf(name)])),
  };
}

/** One line about where and when. */
export function describeSurroundings({ measuredAt, machine }: Surroundings): string {
  const { cpu, cores, memoryGiB, system, node } = machine;
  return `${measuredAt.slice(0, 10)}, ${cpu}, ${cores} cores, ${memoryGiB} GiB, ${system}, Node ${node.slice(1)}`;
}

/** One line about a file. */
export function describeFile({ profile, rows, cases, bytes }: FileReport): string {
  const count = (value: number) => value.toLocaleString('en');
  return `${profile}: ${count(rows)} rows, ${count(cases)} cases, ${count(Math.round(bytes / 1e6))} MB`;
}

function versionOf(name: string): string {
  const file = join(PROJECT_ROOT, 'node_modules', name, 'package.json');
  try {
    return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
  } catch {
    return 'not installed';
  }
}

function commitOf(): string | null {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], {
      cwd: PROJECT_ROOT,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return null;
  }
}
