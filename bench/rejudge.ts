import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { openFacts } from '../src/domain/factsFile.js';
import { judge } from '../src/domain/judge.js';
import { DEFAULT_LIMITS, DEFAULT_UTC_OFFSET_MINUTES } from '../src/domain/options.js';
import type { RuleSet } from '../src/domain/ruleSet.js';
import { Engine } from '../src/engine/node/engine.js';
import { DEFAULT_RULE_SET, loadRuleSet } from '../src/rules/load.js';
import { type Surroundings, surroundings } from './report/engineReport.js';
import { sampleFile } from './sampleFile.js';
import { type Times, timesOf } from './statistics.js';

/** A judgement of so many cases has to be there in so many milliseconds. */
export const REJUDGE_MUST_MS = 50;

const CASES = 100_000;
const ROWS = 1_000_000;
const THREADS = 2;
const BLOCK_BYTES = 256 * 1024;
const WARM_UPS = 5;
const RUNS = 20;

export interface RejudgeReport extends Surroundings {
  rows: number;
  cases: number;
  /** First judgement of the process: nothing is compiled yet. */
  coldMs: number;
  warm: Times;
  mustMs: number;
}

/** @param size rows and cases of the file whose facts are judged */
export async function benchRejudge(
  dir: string,
  size: { rows: number; cases: number } = { rows: ROWS, cases: CASES },
): Promise<RejudgeReport> {
  const { rows, cases } = size;
  const buffer = await factsOf(await sampleFile({ profile: 'plain', rows, cases, dir }));
  const rules = variation(loadRuleSet(DEFAULT_RULE_SET).rules);
  const judgeOnce = (): number => {
    const startedAt = performance.now();
    judge(openFacts(buffer), rules);
    return performance.now() - startedAt;
  };
  const coldMs = judgeOnce();
  for (let run = 0; run < WARM_UPS; run++) judgeOnce();
  const warm = timesOf(Array.from({ length: RUNS }, judgeOnce));
  return { ...surroundings(), rows, cases, coldMs, warm, mustMs: REJUDGE_MUST_MS };
}

async function factsOf(path: string): Promise<SharedArrayBuffer> {
  const engine = new Engine({ threads: THREADS });
  const workDir = mkdtempSync(join(tmpdir(), 'bench-'));
  try {
    const scan = await engine.scan({
      location: { path },
      options: {},
      limits: DEFAULT_LIMITS,
      utcOffsetMinutes: DEFAULT_UTC_OFFSET_MINUTES,
      threads: THREADS,
      blockBytes: BLOCK_BYTES,
      workDir,
    });
    return scan.factsBuffer;
  } finally {
    await engine.close();
    rmSync(workDir, { recursive: true, force: true });
  }
}

/** Other weights, another idea of a blank, a wider window: every table of the judgement is made anew. */
export function variation(rules: RuleSet): RuleSet {
  const { severity, chronicInstability, score } = rules;
  return {
    ...rules,
    id: `${rules.id}-variation`,
    severity: { ...severity, weights: { ...severity.weights, critico: 20, aviso: 1 } },
    blankStatus: 'neutral',
    chronicInstability: { successes: 3, windowSeconds: chronicInstability.windowSeconds * 2 },
    score: { ...score, volume: { base: 2, logWeight: 0.5 } },
  };
}
