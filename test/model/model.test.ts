import fc from 'fast-check';
import { expect, test } from 'vitest';
import { agree } from './agreement.js';
import { commands } from './commands.js';
import { ServiceModel } from './model.js';
import { World } from './world.js';

const SEQUENCES = Number(process.env.MODEL_SEQUENCES ?? 3);
const SEED = process.env.MODEL_SEED === undefined ? Date.now() % 2 ** 31 : Number(process.env.MODEL_SEED);
const SEQUENCE_MS = 120_000;

test(`${SEQUENCES} random sequences (seed ${SEED}) end as the model says`, {
  timeout: SEQUENCES * SEQUENCE_MS,
}, async () => {
  let told = 0;
  await fc.assert(
    fc.asyncProperty(commands, async (sequence) => {
      const world = await World.begin();
      const model = new ServiceModel();
      try {
        await fc.asyncModelRun(() => ({ model, real: world }), sequence);
        await agree(model, world);
        told += model.jobs.length;
      } finally {
        await world.end();
      }
    }),
    // A sequence takes seconds: the one that fails is told as it is.
    { numRuns: SEQUENCES, seed: SEED, endOnFailure: true },
  );
  expect(told).toBeGreaterThan(0);
});
