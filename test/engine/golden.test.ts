import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CORE_BUILDS } from '../../src/engine/core/core.js';
import { Bench, referenceOutcome } from './support.js';

const GOLDEN = join(import.meta.dirname, '..', 'golden');

/** Every input of the golden folders, those of the pairs too. */
const inputs = readdirSync(GOLDEN, { recursive: true, encoding: 'utf8' }).filter((path) =>
  path.endsWith('.csv'),
);

describe.each(CORE_BUILDS)('golden folders in the %s core', (build) => {
  let bench: Bench;
  beforeAll(() => {
    bench = new Bench(build);
  });
  afterAll(() => bench.close());

  it.each(inputs)('%s: as the reference, the same bytes however it is cut', async (path) => {
    const bytes = readFileSync(join(GOLDEN, path));
    const options = { dateOrder: 'MDY' as const };
    const outcome = await bench.outcome(bytes, options);
    expect(outcome).toEqual(referenceOutcome(bytes, options));
    const { summary, refused } = await bench.analyse(bytes, options);
    for (const threads of [1, 2, 3]) {
      for (const blockBytes of [64, 4096, 262_144]) {
        const other = await bench.analyse(bytes, options, { threads, blockBytes });
        expect(other.summary === summary, `${threads} threads, blocks of ${blockBytes}`).toBe(true);
        expect(other.refused).toEqual(refused);
      }
    }
  });
});
