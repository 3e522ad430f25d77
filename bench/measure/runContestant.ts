import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DIST, PROJECT_ROOT } from '../../src/paths.js';
import type { Answer } from '../answer.js';
import type { Contestant } from '../contestants.js';
import type { RivalOutcome, RivalTask } from '../rivals/rival.js';
import { type ChildRun, runChild } from './childProcess.js';

export interface Measured {
  wallMs: number;
  timesMs: number[];
  peakRssBytes: number;
  answer?: Answer;
}

const CLI = join(DIST, 'bundled', 'cli', 'cli.js');
const RIVALS = join(DIST, 'bench', 'rivals');
/** polars is installed beside its own file: see its package.json. */
const POLARS = join(PROJECT_ROOT, 'bench', 'polars', 'polars.mjs');

/**
 * Lets one contestant analyse a file, in a process of its own.
 * @throws ChildFailure when the process fails
 */
export function runContestant(contestant: Contestant, path: string, runs: number): Promise<Measured> {
  return contestant.module === 'cli' ? runCommandLine(path) : runRivalModule(contestant, path, runs);
}

async function runRivalModule(
  { module, threads, build }: Contestant,
  path: string,
  runs: number,
): Promise<Measured> {
  const task: RivalTask = { path, threads, build, runs };
  const { wallMs, stdout } = await runChild([fileOf(module), JSON.stringify(task)], {
    POLARS_MAX_THREADS: String(threads),
  });
  return { wallMs, ...lastLine<RivalOutcome>(stdout) };
}

function fileOf(module: string): string {
  return module === 'polars' ? POLARS : join(RIVALS, `${module}.js`);
}

/** The command as users type it; its answer is read from the report that it wrote, outside its time. */
async function runCommandLine(path: string): Promise<Measured> {
  const outDir = mkdtempSync(join(tmpdir(), 'bench-cli-'));
  try {
    const run: ChildRun = await runChild([CLI, 'analyze', path, '--json', '--out', outDir]);
    const { peakRssBytes } = lastLine<{ peakRssBytes: number }>(run.stdout);
    const check = await runChild([join(RIVALS, 'readReport.js'), join(outDir, 'summary.json')]);
    return {
      wallMs: run.wallMs,
      timesMs: [run.wallMs],
      peakRssBytes,
      answer: lastLine<Answer>(check.stdout),
    };
  } finally {
    rmSync(outDir, { recursive: true, force: true });
  }
}

function lastLine<T>(stdout: string): T {
  return JSON.parse(stdout.trim().split('\n').at(-1)!) as T;
}
