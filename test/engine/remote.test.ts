import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { sampleText } from '../../bench/sample/generator.js';
import type { RemoteFile } from '../../src/domain/fileLocation.js';
import { HttpSource } from '../../src/engine/node/remote/httpSource.js';
import { Reaching, type RemoteReach } from '../../src/engine/node/remote/reach.js';
import { fill } from '../../src/engine/node/source.js';
import type { ScanHooks } from '../../src/engine/node/types.js';
import { CodedError } from '../../src/errors.js';
import { arbitraryFile } from '../generate/file.js';
import type { ReferenceOptions } from '../reference/types.js';
import { RangeServer } from '../support/rangeServer.js';
import { DirectEngine } from './direct.js';
import { coreOutcome, refusedRows, summaryBytes } from './outcome.js';
import { type Analysis, Bench, type Passage, referenceOutcome } from './support.js';

const GOLDEN = join(import.meta.dirname, '..', 'golden');
const inputs = readdirSync(GOLDEN, { recursive: true, encoding: 'utf8' }).filter((path) =>
  path.endsWith('.csv'),
);
const MIB = 1024 ** 2;

/** Some MiB: several pieces for each thread. */
const LARGE = Buffer.from(
  sampleText({ rows: 20_000, cases: 2000, seed: 5, quotedPercent: 5, badPercent: 1 }),
);

let server: RangeServer;
let bench: Bench;
beforeAll(async () => {
  server = await RangeServer.start();
  bench = new Bench();
});
beforeEach(() => server.reset());
afterAll(async () => {
  await bench.close();
  await server.stop();
});

/** Analyses a file where it is, by an engine of a bench. */
async function analyseAt(
  { engine, request }: Pick<Bench, 'engine' | 'request'>,
  location: RemoteFile,
  options: ReferenceOptions = {},
  passage: Passage = {},
  hooks: ScanHooks = {},
): Promise<Analysis> {
  const scan = await engine.scan({ ...request.call(bench, '', options, passage), location }, hooks);
  return { summary: summaryBytes(scan).toString(), refused: await refusedRows(scan), scan };
}

const analyse = (location: RemoteFile, passage: Passage = {}, hooks: ScanHooks = {}) =>
  analyseAt(bench, location, {}, passage, hooks);

/** The same facts, to the byte, and the same refused rows. */
function expectSame(one: Analysis, other: Analysis, which: string): void {
  expect(Buffer.from(one.scan.factsBuffer).equals(Buffer.from(other.scan.factsBuffer)), which).toBe(true);
  expect(one.refused).toEqual(other.refused);
}

describe('a file that is read over HTTP', () => {
  it.each(inputs)('%s gives the same bytes as from a disk, plain and packed', async (path) => {
    const bytes = readFileSync(join(GOLDEN, path));
    for (const content of [bytes, gzipSync(bytes)]) {
      const local = await bench.analyse(content, {});
      const location = server.put('golden.csv', content);
      for (const passage of [
        { threads: 1, blockBytes: 4096 },
        { threads: 3, blockBytes: 262_144 },
      ]) {
        expectSame(await analyse(location, passage), local, JSON.stringify(passage));
      }
    }
  });

  it('generated files give what the reference gives', { timeout: 120_000 }, async () => {
    const passages = fc.record({
      parts: fc.integer({ min: 1, max: 3 }),
      threads: fc.integer({ min: 1, max: 4 }),
      blockBytes: fc.constantFrom(16, 100, 4096),
    });
    const direct = { engine: new DirectEngine(), request: bench.request };
    await fc.assert(
      fc.asyncProperty(arbitraryFile(), passages, async ({ bytes, options }, passage) => {
        const location = server.put('generated.csv', bytes);
        const outcome = await analyseAt(direct, location, options, passage).then(
          ({ summary, refused }) => coreOutcome(summary, refused),
          (error: CodedError) => ({ failure: error.code }),
        );
        expect(outcome).toEqual(referenceOutcome(bytes, options));
      }),
      { numRuns: 60 },
    );
  });

  it('is read once, but for the sniffing and a little behind each cut', async () => {
    const { scan } = await analyse(server.put('large.csv', LARGE), { threads: 2 });
    expect(scan.threads).toBe(2);
    const asked = server.asked.reduce((sum, [first, last]) => sum + last - first + 1, 0);
    expect(asked).toBeLessThan(LARGE.length * 2 + 1.5 * MIB);
  });

  it('is read in several passes within a limit of memory', async () => {
    const rows = { rows: 60_000, cases: 20_000, seed: 7, quotedPercent: 5, badPercent: 1 };
    const bytes = Buffer.from(sampleText(rows));
    for (const [content, memoryLimit] of [
      [bytes, 76 * MIB],
      [gzipSync(bytes), 46 * MIB],
    ] as const) {
      const local = await bench.analyse(content, {});
      const location = server.put('limited.csv', content);
      const threads = content === bytes ? 2 : 1;
      const limited = await analyse(location, { memoryLimit, threads, blockBytes: 16_384 });
      expect(limited.scan.passes).toBeGreaterThan(1);
      expectSame(limited, local, 'a limit of memory');
    }
  });

  it('without bytes is EMPTY_FILE', async () => {
    await expect(analyse(server.put('empty.csv', Buffer.alloc(0)))).rejects.toMatchObject({
      code: 'EMPTY_FILE',
    });
  });
});

describe('a server that misbehaves', () => {
  it('breaks off every third answer: reading goes on where it broke', async () => {
    for (const content of [LARGE, gzipSync(LARGE)]) {
      const local = await bench.analyse(content, {});
      server.behaviour.breakEvery = 3;
      const location = server.put('broken.csv', content);
      expectSame(await analyse(location, { threads: 2 }), local, 'broken answers');
      server.behaviour.breakEvery = 0;
    }
    // A rest begins where nothing of the whole range begins.
    expect(new Set(server.asked.map(([, last]) => last)).size).toBeLessThan(server.asked.length);
  });

  it('is away for a moment: nobody notices', async () => {
    const local = await bench.analyse(LARGE, {});
    const location = server.put('away.csv', LARGE);
    server.behaviour.refuseWith = 503;
    setTimeout(() => server.reset(), 400);
    expectSame(await analyse(location), local, 'away for a moment');
  });

  it('is away for longer: UNAVAILABLE, of plain and packed files', async () => {
    const packed = server.put('packed.csv', gzipSync(LARGE));
    const plain = server.put('plain.csv', LARGE);
    server.behaviour.refuseWith = 503;
    const unavailable = { code: 'UNAVAILABLE', message: expect.stringContaining('HTTP 503') };
    await Promise.all(
      [packed, plain].map((location) => expect(analyse(location)).rejects.toMatchObject(unavailable)),
    );
  });

  it('is not there at all: UNAVAILABLE', async () => {
    const location = { ...server.put('there.csv', LARGE), url: 'http://127.0.0.1:9/there.csv' };
    await expect(analyse(location)).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      message: 'The server that keeps the file does not answer.',
    });
  });

  it('gives no ranges: UNAVAILABLE, and is not asked again and again', async () => {
    server.behaviour.refuseWith = 200;
    const location = server.put('whole.csv', LARGE);
    await expect(analyse(location)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect(server.asked.length).toBe(1);
  });

  it.each(['another file', 'a longer one'])('has %s by now: FILE_CHANGED', async (change) => {
    const location = server.put('changing.csv', LARGE);
    server.behaviour.pauseMs = 2;
    const changed = change === 'another file' ? LARGE : Buffer.concat([LARGE, LARGE]);
    const onProgress = () => void server.put('changing.csv', changed, 2);
    const scan = analyse(location, { parts: 3 }, { onProgress });
    await expect(scan).rejects.toMatchObject({ code: 'FILE_CHANGED' });
  });

  it('no longer takes an address: UNAVAILABLE', async () => {
    const location = server.put('expired.csv', LARGE);
    server.behaviour.token = 'second';
    await expect(analyse(location)).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      message: expect.stringContaining('refuses'),
    });
  });

  it('no longer takes an address that was renewed meanwhile: nobody notices', async () => {
    const location = server.put('renewed.csv', LARGE);
    const relocate = async () => server.location('renewed.csv');
    const reaching = new Reaching(location, 1, 4 * MIB, relocate, 20);
    const passage = { from: 0, expectedEnd: LARGE.length, isStopped: () => false };
    const source = new HttpSource(reaching.file as RemoteReach, passage);
    const bytes = Buffer.alloc(LARGE.length);
    await fill(source, bytes.subarray(0, 100_000));
    server.behaviour.token = 'second';
    await fill(source, bytes.subarray(100_000));
    expect(bytes.equals(LARGE)).toBe(true);
    source.close();
    reaching.end();
  });

  it.each(['plain', 'packed'])('is slow: a stop is heard within a second, %s', async (kind) => {
    const controller = new AbortController();
    server.behaviour.pauseMs = 30_000;
    const location = server.put('slow.csv', kind === 'plain' ? LARGE : gzipSync(LARGE));
    const scan = analyse(location, { threads: 2 }, { signal: controller.signal });
    const ended = scan.catch((error: unknown) => ({ error, at: performance.now() }));
    await new Promise((resolve) => setTimeout(resolve, 200));
    const stoppedAt = performance.now();
    controller.abort();
    const end = await ended;
    expect(end).toMatchObject({ error: expect.any(CodedError) });
    expect('error' in end && end.error).toMatchObject({ code: 'CANCELLED' });
    expect('at' in end && end.at - stoppedAt).toBeLessThan(1000);
  });
});
