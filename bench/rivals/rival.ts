import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import type { CoreBuild } from '../../src/engine/core/core.js';
import type { Answer } from '../answer.js';

/** What a contestant's process is told, as JSON in its only argument. */
export interface RivalTask {
  /** A CSV in the dialect of bench/sample: `;`, LF, UTF-8, the columns of SAMPLE_COLUMNS, times as `2025-01-20 10:00:00`. */
  path: string;
  threads: number;
  /** For our own core only. */
  build: CoreBuild;
  /** How often to analyse the file, one after the other. */
  runs: number;
}

/** What it prints, as JSON in one line. */
export interface RivalOutcome {
  /** Of each run: from the file to cases, facts and scores in memory, without the process around it. */
  timesMs: number[];
  peakRssBytes: number;
  /** Absent for the floors, which answer nothing. */
  answer?: Answer;
}

export interface Rival {
  /** Analyses the file once; the time of this is what counts. Returns what adds the result up, which does not count. */
  analyse(): Promise<() => Promise<Answer | undefined>>;
  close(): Promise<void>;
}

/** The life of a contestant's process. */
export async function runRival(open: (task: RivalTask) => Promise<Rival> | Rival): Promise<void> {
  const task: RivalTask = JSON.parse(process.argv[2]);
  const rival = await open(task);
  const timesMs: number[] = [];
  let answer: Answer | undefined;
  for (let run = 1; run <= task.runs; run++) {
    const startedAt = performance.now();
    const addUp = await rival.analyse();
    timesMs.push(performance.now() - startedAt);
    if (run === task.runs) answer = await addUp();
  }
  await rival.close();
  const outcome: RivalOutcome = { timesMs, peakRssBytes: peakRssBytes(), answer };
  process.stdout.write(`${JSON.stringify(outcome)}\n`);
}

/** The most memory that this process had; what getrusage says of a young process may be its parent's. */
export function peakRssBytes(): number {
  try {
    const peak = /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'latin1'));
    if (peak !== null) return Number(peak[1]) * 1024;
  } catch {
    // No /proc on this system.
  }
  return process.resourceUsage().maxRSS * 1024;
}
