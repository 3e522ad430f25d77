import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sampleText } from '../../bench/sample/generator.js';
import { CORE_BUILDS } from '../../src/engine/core/core.js';
import { arbitraryFile } from '../generate/file.js';
import { Bench, referenceOutcome } from './support.js';

const RUNS = Number(process.env.GENERATED_FILES ?? 500);

const passages = fc.record({
  threads: fc.integer({ min: 1, max: 4 }),
  blockBytes: fc.constantFrom(16, 64, 100, 1000, 4096, 262_144, 1 << 20),
});

describe.each(CORE_BUILDS)('generated files in the %s core', (build) => {
  let bench: Bench;
  beforeAll(() => {
    bench = new Bench(build);
  });
  afterAll(() => bench.close());

  it(`${RUNS} files give what the reference gives, however they are cut`, { timeout: 600_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryFile(), passages, async ({ bytes, options }, passage) => {
        expect(await bench.outcome(bytes, options, passage)).toEqual(referenceOutcome(bytes, options));
      }),
      { numRuns: RUNS },
    );
  });

  it('samples of a realistic export too', { timeout: 120_000 }, async () => {
    for (let seed = 1; seed <= 20; seed++) {
      const options = { rows: 50 * seed, cases: 10 * seed, seed, quotedPercent: seed, badPercent: 5 };
      const bytes = Buffer.from(sampleText(options));
      const passage = { threads: 1 + (seed % 3), blockBytes: 4096 };
      expect(await bench.outcome(bytes, {}, passage), `seed ${seed}`).toEqual(referenceOutcome(bytes, {}));
    }
  });
});
