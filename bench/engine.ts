import { statSync } from 'node:fs';
import { join } from 'node:path';
import { DIST } from '../src/paths.js';
import type { BenchArguments } from './arguments.js';
import { CONTESTANTS, contestants } from './contestants.js';
import { type FileTime, type Findings, figuresOf } from './figures.js';
import { runChild } from './measure/childProcess.js';
import { type ContestPlan, type ContestResult, contest } from './measure/contest.js';
import { PROFILES, type Profile, profileSample } from './profiles.js';
import { type EngineReport, type FileReport, surroundings } from './report/engineReport.js';
import type { SampleRequest } from './sampleFile.js';

const MAIN_ROWS = 1_000_000;
const SMALL_ROWS = 100_000;
const LARGE_ROWS = 4_000_000;
const ROUNDS = 5;
const QUICK_ROUNDS = 2;
const WARM_ROUNDS = 3;

/** Warm only: enough to compare files with one another. */
const BRIEF = { coldRounds: 0, warmRounds: 1, warmUps: 1, warmRuns: 3 } as const;

type Rounds = Pick<ContestPlan, 'coldRounds' | 'warmRounds' | 'warmUps' | 'warmRuns'>;

/** Measures what the command line asks for; the main file is the last of the report's files. */
export async function benchEngine(
  args: BenchArguments,
  onStep: (text: string) => void,
): Promise<EngineReport> {
  const { rows, cases, profile, quick } = args;
  const isFull = rows === undefined && profile === undefined && !quick;
  const rounds = roundsOf(args.runs ?? (quick ? QUICK_ROUNDS : ROUNDS));
  const bench = new EngineBench(args.dir, cases, onStep);

  const small = isFull ? [await bench.everybody('plain', SMALL_ROWS, rounds)] : [];
  const main = await bench.everybody(profile ?? 'plain', rows ?? MAIN_ROWS, rounds);
  const findings: Findings = { results: main.results };
  const profiles: FileReport[] = [];
  if (isFull) {
    for (const name of PROFILES) profiles.push(await bench.briefly(name, MAIN_ROWS, PROFILE_CONTESTANTS));
    findings.profiles = profiles.map(timeOf);
    const large = await bench.briefly('plain', LARGE_ROWS, ['ours-2']);
    findings.scaling = { small: timeOf(profiles[0]), large: timeOf(large) };
    profiles.push(large);
  }
  return { ...surroundings(), files: [...profiles, ...small, main], figures: figuresOf(findings) };
}

const PROFILE_CONTESTANTS = ['ours-2', 'duckdb-2', 'polars-2'];

function roundsOf(runs: number): Rounds {
  return { coldRounds: runs, warmRounds: Math.min(runs, WARM_ROUNDS), warmUps: 2, warmRuns: 3 };
}

class EngineBench {
  constructor(
    private readonly dir: string,
    private readonly cases: number | undefined,
    private readonly onStep: (text: string) => void,
  ) {}

  everybody(profile: Profile, rows: number, rounds: Rounds): Promise<FileReport> {
    return this.measure(profile, rows, { contestants: CONTESTANTS, ...rounds });
  }

  briefly(profile: Profile, rows: number, ids: string[]): Promise<FileReport> {
    return this.measure(profile, rows, { contestants: contestants(ids), ...BRIEF });
  }

  private async measure(
    profile: Profile,
    rows: number,
    plan: Omit<ContestPlan, 'path'>,
  ): Promise<FileReport> {
    const title = `${profile}, ${rows.toLocaleString('en')} rows`;
    this.onStep(`${title}: the file`);
    const path = await this.file(profile, rows);
    const results = await contest({ ...plan, path }, (text) => this.onStep(`${title}: ${text}`));
    const { cases } = profileSample(profile, rows, this.cases);
    return { profile, rows, cases, bytes: statSync(path).size, results };
  }

  private async file(profile: Profile, rows: number): Promise<string> {
    const request: SampleRequest = { profile, rows, cases: this.cases, dir: this.dir };
    const module = join(DIST, 'bench', 'writeSample.js');
    return (await runChild([module, JSON.stringify(request)])).stdout.trim();
  }
}

function timeOf({ profile, bytes, rows, results }: FileReport): FileTime {
  const warm = results.find(({ contestant }: ContestResult) => contestant.id === 'ours-2')?.warm;
  if (!warm) throw new Error(`Our own engine has no time for ${profile}.`);
  return { name: profile, bytes, rows, warmMs: warm.median };
}
