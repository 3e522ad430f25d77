import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sampleText } from '../../bench/sample/generator.js';
import {
  CORE_BUILDS,
  type CoreBuild,
  instantiateCore,
  MAX_MEMORY_BYTES,
  newCoreMemory,
} from '../../src/engine/core/core.js';
import { Engine } from '../../src/engine/node/engine.js';
import { encode } from '../generate/bytes.js';
import { file, HEADER, line } from '../reference/support.js';
import type { ReferenceOptions } from '../reference/types.js';
import { loadModule } from './coreModule.js';
import { DirectEngine, thisThread } from './direct.js';
import { Bench } from './support.js';

interface Sample {
  bytes: Uint8Array;
  options?: ReferenceOptions;
}

const PLAIN = sampleText({ rows: 400, cases: 40, seed: 3, quotedPercent: 10, badPercent: 5 });

/** Files that leave as different a memory behind as files can. */
const SAMPLES: Record<string, Sample> = {
  plain: { bytes: Buffer.from(PLAIN) },
  'many values': {
    bytes: file(
      ...Array.from({ length: 400 }, (_, k) =>
        line({ node: `n${k}`, tasks_status: `s${k}`, severity: `v${k}` }),
      ),
    ),
  },
  'nothing valid': { bytes: Buffer.from(`${HEADER}\n"open;\0\n${'x'.repeat(9000)}\n"a"b\n`) },
  'small limits': { bytes: file(line(), line({ node: 'x'.repeat(100) })), options: { fieldBytes: 64 } },
  'UTF-16': { bytes: encode(`${HEADER}\n${line({ node: 'São 😀' })}\n`, 'utf-16le', true) },
  'Windows-1252': { bytes: encode(`${HEADER}\n${line({ node: 'São €' })}\n`, 'windows-1252', false) },
  packed: { bytes: gzipSync(PLAIN.slice(0, 20_000)) },
  'other columns': {
    bytes: Buffer.from(
      `${HEADER.split(';').reverse().join(',')}\n${line().split(';').reverse().join(',')}\n`,
    ),
    options: { dateOrder: 'YMD' },
  },
  'not a CSV': { bytes: Buffer.from('hello\n') },
};

describe.each(CORE_BUILDS)('nothing of a file shows in the next one, %s', (build) => {
  let bench: Bench;
  /** Each file's, from a memory that no other file has used. */
  const outcomes = new Map<string, unknown>();

  beforeAll(async () => {
    bench = new Bench(build);
    for (const [name, { bytes, options = {} }] of Object.entries(SAMPLES)) {
      const fresh = new Bench(new DirectEngine(build, { memory: newCoreMemory() }), bench.folder);
      outcomes.set(name, await fresh.outcome(bytes, options));
    }
  });
  afterAll(() => bench.close());

  const outcomeOf = ({ bytes, options = {} }: Sample, threads: number) =>
    bench.outcome(bytes, options, { threads, blockBytes: 4096 });

  it('in whatever order they come', async () => {
    const names = Object.keys(SAMPLES);
    let before = 'none';
    // Each pair side by side in both orders: one is followed by the other, and that by the next pair's one.
    for (const [k, one] of names.entries()) {
      for (const other of names.slice(k)) {
        for (const name of [one, other]) {
          expect(await outcomeOf(SAMPLES[name], 2), `${name} after ${before}`).toEqual(outcomes.get(name));
          before = name;
        }
      }
    }
  });

  it('side by side', async () => {
    const names = Object.keys(SAMPLES);
    const all = await Promise.all([...names, ...names].map((name) => outcomeOf(SAMPLES[name], 2)));
    expect(all).toEqual([...names, ...names].map((name) => outcomes.get(name)));
  });
});

/** A memory that cannot grow beyond so many pages of 64 KiB. */
function smallMemory(pages: number): WebAssembly.Memory {
  return new WebAssembly.Memory({ initial: 2, maximum: pages, shared: true });
}

/** Many cases, each of one row. */
const LARGE = file(...Array.from({ length: 20_000 }, (_, k) => line({ number: `N${k}`, node: `n${k}` })));

describe('a memory that is too small', () => {
  let bench: Bench;
  let pool: Engine;
  beforeAll(() => {
    pool = new Engine({ threads: 2 });
    bench = new Bench(pool);
  });
  afterAll(() => bench.close());

  const scanWithin = (pages: number, threads: number, build: CoreBuild, inPool: boolean) => {
    const engine = new DirectEngine(build, { memory: smallMemory(pages) }, inPool ? pool : thisThread);
    return engine.scan(bench.request(bench.write(LARGE), {}, { threads, blockBytes: 65_536 }));
  };

  it.each(CORE_BUILDS)('is made do with or OUT_OF_MEMORY, at whatever stage it ends, %s', async (build) => {
    const whole = newCoreMemory();
    const engine = new DirectEngine(build, { memory: whole });
    const { factsBuffer } = await engine.scan(bench.request(bench.write(LARGE), {}, { blockBytes: 65_536 }));
    const needed = whole.buffer.byteLength / 65_536;
    const ends = new Set<string>();
    for (let pages = 2; pages < needed - 64; pages += Math.ceil(needed / 40)) {
      try {
        const scan = await scanWithin(pages, 1, build, false);
        expect(scan.passes, `${pages} pages`).toBeGreaterThan(1);
        const isSame = Buffer.compare(new Uint8Array(scan.factsBuffer), new Uint8Array(factsBuffer)) === 0;
        expect(isSame, `${pages} pages`).toBe(true);
        ends.add('in parts');
      } catch (error) {
        expect(error, `${pages} pages`).toMatchObject({ code: 'OUT_OF_MEMORY' });
        ends.add('OUT_OF_MEMORY');
      }
    }
    expect([...ends]).toEqual(['OUT_OF_MEMORY', 'in parts']);
    const enough = await scanWithin(needed, 1, build, false);
    expect(Buffer.compare(new Uint8Array(enough.factsBuffer), new Uint8Array(factsBuffer))).toBe(0);
  });

  it('gives it in the threads of a pool too, which serve the next file', async () => {
    const { summary } = await bench.analyse(SAMPLES.plain.bytes, {}, { threads: 2 });
    for (const pages of [2, 20, 40]) {
      await expect(scanWithin(pages, 2, 'simd', true)).rejects.toMatchObject({ code: 'OUT_OF_MEMORY' });
      expect((await bench.analyse(SAMPLES.plain.bytes, {}, { threads: 2 })).summary).toBe(summary);
    }
  });

  it('is told from a limit that is set, after which a reset makes all of it free again', () => {
    for (const build of CORE_BUILDS) {
      const { exports } = instantiateCore(loadModule(build), newCoreMemory());
      exports.reset(1_000_000);
      expect(() => exports.alloc(2_000_000)).toThrow(WebAssembly.RuntimeError);
      expect(exports.isOutOfMemory()).toBe(1);
      exports.reset(MAX_MEMORY_BYTES | 0);
      expect(exports.isOutOfMemory()).toBe(0);
      expect(exports.alloc(2_000_000)).toBeGreaterThan(0);
    }
  });

  it('nor does a file that was given up leave anything: cancelled, or failed', async () => {
    const { summary } = await bench.analyse(SAMPLES.plain.bytes, {}, { threads: 2 });
    const request = bench.request(bench.write(LARGE), {}, { threads: 2, blockBytes: 64 });
    for (let round = 0; round < 5; round++) {
      const controller = new AbortController();
      const scan = pool.scan(request, { signal: controller.signal });
      setTimeout(() => controller.abort(), round * 4);
      await expect(scan).rejects.toMatchObject({ code: 'CANCELLED' });
      await expect(
        pool.scan({
          ...request,
          workDir: '/nowhere',
          location: { path: bench.write(SAMPLES['nothing valid'].bytes) },
        }),
      ).rejects.toThrow(/ENOENT/);
      expect((await bench.analyse(SAMPLES.plain.bytes, {}, { threads: 2 })).summary).toBe(summary);
    }
  });
});
