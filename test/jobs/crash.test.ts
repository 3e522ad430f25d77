import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { claimDataDir } from '../../src/embedded/ownerLock.js';
import { startEmbeddedPostgres } from '../../src/embedded/postgres.js';
import { PROJECT_ROOT } from '../../src/paths.js';
import { TEST_POOLS } from '../support/pools.js';

/** Rows of a golden file, over and over: long enough to be killed in the middle of. */
const REPEATS = 300;
const LONG_ENOUGH_MS = 90_000;

interface State {
  id: string;
  status: string;
  stage: string;
  attempts: number;
  reportId: string | null;
}

let folder: string;
let file: string;
const processes: ChildProcess[] = [];
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'smartremedy-crash-'));
  file = join(folder, 'large.csv');
  const golden = readFileSync(join(PROJECT_ROOT, 'test/golden/20_gen1k_semicolon_bom/input.csv'));
  const rows = golden.subarray(golden.indexOf('\n') + 1);
  const out = openSync(file, 'w');
  writeSync(out, golden.subarray(0, golden.indexOf('\n') + 1));
  for (let repeat = 0; repeat < REPEATS; repeat++) writeSync(out, rows);
  closeSync(out);
});
afterAll(() => {
  for (const child of processes) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

/** Runs the process until the job is over, or kills it so many milliseconds after the job has begun to run. */
async function run(dataDir: string, args: string[], killAfterMs?: number): Promise<State[]> {
  const script = join(PROJECT_ROOT, 'test/support/jobsProcess.mjs');
  const child = spawn(process.execPath, [script, dataDir, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, POOLS: JSON.stringify(TEST_POOLS) },
  });
  processes.push(child);
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const states: State[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    const state: State = JSON.parse(line);
    if (state.status === 'RUNNING' && killAfterMs !== undefined && !child.killed) {
      await sleep(killAfterMs);
      child.kill('SIGKILL');
    }
    states.push(state);
  }
  await ended;
  return states;
}

describe('a service that is killed in the middle of an analysis', () => {
  it('three times in a row, ends the job by itself, with one report', {
    timeout: LONG_ENOUGH_MS,
  }, async () => {
    const dataDir = join(folder, 'data');
    for (const [index, killAfterMs] of [0, 150, 300].entries()) {
      const states = await run(dataDir, index === 0 ? [file] : [], killAfterMs);
      expect(states.at(-1)).toMatchObject({ status: 'RUNNING', attempts: index + 1 });
    }
    const last = (await run(dataDir, [])).at(-1);
    expect(last).toMatchObject({ status: 'SUCCEEDED', attempts: 4, reportId: expect.any(String) });

    const lock = claimDataDir(dataDir);
    expect(lock.ownerDied).toBe(false);
    const postgres = await startEmbeddedPostgres(lock);
    const client = new pg.Client({ connectionString: postgres.url });
    await client.connect();
    const { rows } = await client.query(
      `SELECT (SELECT count(*)::int FROM jobs) AS jobs, (SELECT count(*)::int FROM reports) AS reports,
              (SELECT count(*)::int FROM cases) AS cases, (SELECT count(DISTINCT report_id)::int FROM cases) AS of,
              (SELECT sum(cardinality(seqs))::int FROM case_orders) AS places,
              (SELECT rows_read::int FROM jobs) AS rows, (SELECT prefix FROM reports) AS prefix`,
    );
    await client.end();
    await postgres.stop();
    lock.release();
    expect(rows).toEqual([
      {
        jobs: 1,
        reports: 1,
        cases: 50,
        of: 1,
        places: 4 * 50,
        rows: 1000 * REPEATS,
        prefix: expect.stringContaining(`/${last?.id}/`),
      },
    ]);
    // One attempt's artefacts, and no temporary file of any.
    expect(readdirSync(join(dataDir, 'objects/reports', last?.id ?? '')).length).toBe(1);
    expect(readdirSync(join(dataDir, 'tmp'))).toEqual([]);
  });
});
