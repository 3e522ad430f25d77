import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openFacts } from '../../src/domain/factsFile.js';
import { roomBehind } from '../../src/domain/factsMemory.js';
import { judge } from '../../src/domain/judge.js';
import { DEFAULT_LIMITS, DEFAULT_UTC_OFFSET_MINUTES } from '../../src/domain/options.js';
import { Engine } from '../../src/engine/node/engine.js';
import type { ScanInPlace, ScanRequest } from '../../src/engine/node/types.js';
import { DEFAULT_RULE_SET, loadRuleSet } from '../../src/rules/load.js';
import { answerOf } from './ownAnswer.js';
import { type Rival, type RivalTask, runRival } from './rival.js';

const BLOCK_BYTES = 256 * 1024;
/** As in the service, which hashes an upload while it arrives: no contestant hashes the file. */
const KNOWN_SHA256 = '0'.repeat(64);

/** Our engine: file → facts and judgements in memory, everything sniffed. */
function open({ path, threads, build }: RivalTask): Rival {
  const engine = new Engine({ threads, build });
  const workDir = mkdtempSync(join(tmpdir(), 'bench-'));
  const { rules } = loadRuleSet(DEFAULT_RULE_SET);
  const request: ScanRequest = {
    location: { path },
    options: {},
    limits: DEFAULT_LIMITS,
    utcOffsetMinutes: DEFAULT_UTC_OFFSET_MINUTES,
    threads,
    blockBytes: BLOCK_BYTES,
    sha256: KNOWN_SHA256,
    workDir,
  };
  let last: ScanInPlace | null = null;
  return {
    async analyse() {
      // As long as they are looked at, the facts keep the memory that they lie in.
      last?.release();
      last = await engine.scanInPlace(request);
      const facts = openFacts(last.facts);
      const judgement = judge(facts, rules, roomBehind(last.facts));
      return async () => answerOf(facts, judgement);
    },
    async close() {
      await engine.close();
      rmSync(workDir, { recursive: true, force: true });
    },
  };
}

await runRival(open);
