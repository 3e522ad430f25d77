import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CORE_BUILDS } from '../../src/engine/core/core.js';
import { file, line } from '../reference/support.js';
import { Checker } from './check.js';
import type { FuzzInput } from './input.js';
import { Inputs } from './inputs.js';
import { readFuzzOptions, UsageError } from './options.js';
import { growthOf, leakOf } from './resources.js';
import { shrink } from './shrink.js';

describe('the command line', () => {
  const read = (...args: string[]) => readFuzzOptions(args, () => 7);

  it('has defaults', () => {
    expect(read('--minutes', '2')).toEqual({
      minutes: 2,
      inputs: Number.POSITIVE_INFINITY,
      seed: 7,
      builds: CORE_BUILDS,
      keep: 'fuzz-failures',
    });
    expect(read('--inputs', '10', '--seed', '3', '--build', 'scalar')).toMatchObject({
      inputs: 10,
      seed: 3,
      builds: ['scalar'],
    });
  });

  it.each([
    [[]],
    [['--minutes', '0']],
    [['--minutes', 'x']],
    [['--minutes', '1', '--build', 'fast']],
    [['--more']],
  ])('%j is refused', (args) => {
    expect(() => read(...args)).toThrow(UsageError);
  });
});

describe('inputs', () => {
  it('are those of the seed, in whatever order they are asked for', () => {
    const some = [0, 1, 500];
    const forwards = some.map((index) => new Inputs(5, 2).at(index));
    const inputs = new Inputs(5, 2);
    expect(some.toReversed().map((index) => inputs.at(index))).toEqual(forwards.toReversed());
    expect(new Inputs(6, 2).at(0)).not.toEqual(forwards[0]);
  });

  it('find core and reference of one mind, and guesses of first rows that fail', {
    timeout: 120_000,
  }, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'fuzz-'));
    const checker = new Checker(join(folder, 'inputs'), CORE_BUILDS);
    const inputs = new Inputs(20_250_120, 2);
    for (let index = 0; index < 300; index++) {
      const input = inputs.at(index);
      expect(await checker.check(input, index % 50 === 49), `input ${index}: ${input.origin}`).toBeNull();
    }
    expect(checker.rangesReadAgain).toBeGreaterThan(100);
    await checker.close();
    rmSync(folder, { recursive: true });
  });
});

describe('a failing input', () => {
  const input: FuzzInput = {
    bytes: file(line(), line({ node: 'it is the !' }), line()),
    options: {},
    cuttings: [{ threads: 3, blockBytes: 64, places: [0.1, 0.5] }],
    origin: 'here',
  };

  it('shrinks to what makes it fail, the same every time', async () => {
    const fails = async ({ bytes }: FuzzInput) => bytes.includes('!'.charCodeAt(0));
    const smallest = await shrink(input, fails);
    expect(Buffer.from(smallest.bytes).toString()).toBe('!');
    expect(smallest.cuttings).toEqual([{ threads: 1, blockBytes: 4096, places: null }]);
    expect(await shrink(input, fails)).toEqual(smallest);
  });

  it('keeps its cuts when it fails by them alone', async () => {
    const fails = async ({ bytes, cuttings }: FuzzInput) => bytes.length > 3 && cuttings[0].threads === 3;
    const smallest = await shrink(input, fails);
    expect(smallest.bytes).toHaveLength(4);
    expect(smallest.cuttings).toEqual(input.cuttings);
  });
});

describe('a leak', () => {
  const leakIn = (rssBytes: number[], openFiles = 20) =>
    leakOf(growthOf(rssBytes.map((rss, k) => ({ rssBytes: rss, openFiles: k === 0 ? 20 : openFiles }))));

  it('is memory that goes on growing, beyond the noise', () => {
    expect(leakIn([1e8, 3e8])).toBe('191 MiB of memory');
    expect(leakIn([1e8, 1.5e8])).toBeNull();
    expect(leakIn(Array.from({ length: 50 }, (_, k) => 1e8 + k * 4e6))).toBe('95 MiB of memory');
  });

  it('is not what the process has grown to early, nor one measurement among many', () => {
    expect(leakIn([1e8, 2e8, 2.2e8, 2.1e8, 2.2e8, 2.2e8])).toBeNull();
    expect(leakIn([1e8, 1e8, 1e8, 1e8, 1e8, 3e8])).toBeNull();
  });

  it('is a file that stays open', () => {
    expect(leakIn([1e8, 1e8], 22)).toBe('2 open files');
  });
});
