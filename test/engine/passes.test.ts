import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sampleText } from '../../bench/sample/generator.js';
import { factsBytes } from '../../src/domain/factsMemory.js';
import { CORE_BUILDS } from '../../src/engine/core/core.js';
import { Engine } from '../../src/engine/node/engine.js';
import type { ScanProgress } from '../../src/engine/node/types.js';
import { arbitraryFile } from '../generate/file.js';
import { file, HEADER, line } from '../reference/support.js';
import { DirectEngine } from './direct.js';
import { type Analysis, Bench, referenceOutcome } from './support.js';

const GOLDEN = join(import.meta.dirname, '..', 'golden');
const inputs = readdirSync(GOLDEN, { recursive: true, encoding: 'utf8' }).filter((path) =>
  path.endsWith('.csv'),
);
const GENERATED = 150;
const MIB = 1024 ** 2;

const factsOf = ({ scan }: Pick<Analysis, 'scan'>) => Buffer.from(scan.factsBuffer);

describe.each(CORE_BUILDS)('a file that is read in parts, %s', (build) => {
  let bench: Bench;
  beforeAll(() => {
    bench = new Bench(new DirectEngine(build));
  });
  afterAll(() => bench.close());

  it.each(inputs)('%s gives the same bytes, and each refused row once', async (path) => {
    const bytes = readFileSync(join(GOLDEN, path));
    const whole = await bench.analyse(bytes, {}, { threads: 2 });
    expect(whole.scan.passes).toBe(1);
    for (const parts of [2, 3, 7]) {
      for (const threads of [1, 3]) {
        const other = await bench.analyse(bytes, {}, { parts, threads, blockBytes: 4096 });
        expect(other.scan.passes).toBe(parts);
        expect(factsOf(other).equals(factsOf(whole)), `${parts} parts, ${threads} threads`).toBe(true);
        expect(other.refused).toEqual(whole.refused);
      }
    }
  });

  it(`${GENERATED} generated files give what the reference gives`, { timeout: 300_000 }, async () => {
    const passages = fc.record({
      parts: fc.integer({ min: 2, max: 9 }),
      threads: fc.integer({ min: 1, max: 4 }),
      blockBytes: fc.constantFrom(16, 100, 4096),
    });
    await fc.assert(
      fc.asyncProperty(arbitraryFile(), passages, async ({ bytes, options }, passage) => {
        expect(await bench.outcome(bytes, options, passage)).toEqual(referenceOutcome(bytes, options));
      }),
      { numRuns: GENERATED },
    );
  });
});

describe('a limit of memory', () => {
  /** 60,000 rows of 20,000 cases, some of them refused. */
  const large = Buffer.from(
    sampleText({ rows: 60_000, cases: 20_000, seed: 7, quotedPercent: 5, badPercent: 1 }),
  );
  let engine: Engine;
  let bench: Bench;
  let whole: Analysis;
  beforeAll(async () => {
    engine = new Engine({ threads: 2 });
    bench = new Bench(engine);
    whole = await bench.analyse(large, {}, { threads: 2 });
  });
  afterAll(() => bench.close());

  it.each([
    { threads: 1, limits: [200, 42, 34] },
    { threads: 2, limits: [300, 80, 65] },
  ])(
    'that is too small for a file makes it read in parts, by $threads threads',
    async ({ threads, limits }) => {
      const passes: number[] = [];
      for (const mib of limits) {
        const memoryLimit = mib * MIB;
        const limited = await bench.analyse(large, {}, { threads, memoryLimit, blockBytes: 16_384 });
        expect(factsOf(limited).equals(factsOf(whole))).toBe(true);
        expect(limited.refused).toEqual(whole.refused);
        passes.push(limited.scan.passes);
      }
      expect(passes[0]).toBe(1);
      expect(passes[2]).toBeGreaterThan(1);
      expect(passes).toEqual(passes.toSorted((a, b) => a - b));
    },
  );

  it.each([1, 2])('serves scan and facts in turn where they share a memory, %d threads', async (threads) => {
    for (const passage of [{ parts: 3 }, { memoryLimit: 26 * MIB }, { memoryLimit: 60 * MIB }]) {
      const request = bench.request(bench.write(large), {}, { threads, blockBytes: 16_384, ...passage });
      const scan = await engine.scanInPlace(request);
      expect(Buffer.compare(factsBytes(scan.facts), factsOf(whole))).toBe(0);
      expect(scan.passes).toBeGreaterThanOrEqual(passage.parts ?? 1);
      scan.release();
    }
  });

  it('holds for a packed file too', async () => {
    const packed = gzipSync(large);
    const limits = { memoryLimit: 36 * MIB, blockBytes: 16_384 };
    const [free, limited] = [await bench.analyse(packed, {}), await bench.analyse(packed, {}, limits)];
    expect(limited.scan.passes).toBeGreaterThan(1);
    expect(factsOf(limited).equals(factsOf(free))).toBe(true);
  });

  it.each([1, MIB, 8 * MIB])('of %d bytes is a coded error', async (memoryLimit) => {
    const request = bench.request(bench.write(large), {}, { memoryLimit });
    await expect(bench.engine.scan(request)).rejects.toMatchObject({ code: 'OUT_OF_MEMORY' });
  });

  it('that the facts alone pass is a coded error that says so, before all parts are read', async () => {
    // Every number is as long as it may be: the facts are nearly all of the file.
    const bytes = file(
      ...Array.from({ length: 1200 }, (_, k) => line({ node: `n${k}`, number: `${k}`.padEnd(60_000, '0') })),
    );
    const request = bench.request(bench.write(bytes), {}, { memoryLimit: 90 * MIB, blockBytes: 65_536 });
    await expect(bench.engine.scan(request)).rejects.toMatchObject({
      code: 'OUT_OF_MEMORY',
      message: expect.stringMatching(/facts of the file alone take about \d+ MiB/),
    });
  });

  it('that the rows of one case pass is a coded error', async () => {
    const bytes = Buffer.from(`${HEADER}\n${`${line()}\n`.repeat(300_000)}`);
    const request = bench.request(bench.write(bytes), {}, { memoryLimit: 50 * MIB, blockBytes: 16_384 });
    await expect(bench.engine.scan(request)).rejects.toMatchObject({ code: 'OUT_OF_MEMORY' });
  });

  it('leaves no file of its own behind', async () => {
    const request = bench.request(bench.write(large), {}, { parts: 3 });
    const { refused } = await bench.engine.scan(request);
    const kept = refused.files.map(({ path }) => path).filter((path) => existsSync(path));
    expect(readdirSync(request.workDir).map((name) => join(request.workDir, name))).toEqual(kept);
  });

  it('is heeded after an abort: whichever pass is under way ends', async () => {
    for (const delay of [5, 60, 120]) {
      const controller = new AbortController();
      const scan = bench.engine.scan(bench.request(bench.write(large), {}, { parts: 20 }), {
        signal: controller.signal,
      });
      setTimeout(() => controller.abort(), delay);
      await expect(scan).rejects.toMatchObject({ code: 'CANCELLED' });
    }
  });

  it('shows in a progress that never falls, and ends with all bytes and rows', async () => {
    const seen: ScanProgress[] = [];
    const request = bench.request(bench.write(large), {}, { parts: 8 });
    await bench.engine.scan(request, { onProgress: (progress) => seen.push({ ...progress }) });
    const bytes = seen.map(({ bytesRead }) => bytesRead);
    expect(bytes).toEqual(bytes.toSorted((a, b) => a - b));
    const { rows } = whole.scan.meta.input;
    const stages = seen.map(({ stage }) => stage);
    expect(stages.slice(stages.indexOf('MERGING'))).not.toContain('SCANNING');
    expect(seen.at(-1)).toMatchObject({ bytesTotal: large.length, rowsRead: rows, stage: 'MERGING' });
    // All but the header.
    expect(bytes.at(-1)).toBeGreaterThan(large.length - 1000);
  });
});
