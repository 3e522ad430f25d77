import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sampleText } from '../../bench/sample/generator.js';
import { openFacts } from '../../src/domain/factsFile.js';
import { type FactsHome, factsBytes, takeRoom } from '../../src/domain/factsMemory.js';
import { Engine } from '../../src/engine/node/engine.js';
import type { ScanReport } from '../../src/engine/node/types.js';
import { file, line } from '../reference/support.js';
import { Bench } from './support.js';

/** More of these than a block holds. */
const manyStatuses = (count: number) =>
  file(...Array.from({ length: count }, (_, i) => line({ tasks_status: `status ${i}`, number: `${i}` })));

const FILES: Record<string, Uint8Array> = {
  'of some cases': Buffer.from(
    sampleText({ rows: 20_000, cases: 900, seed: 5, quotedPercent: 5, badPercent: 2 }),
  ),
  'of cases alone': Buffer.from(
    sampleText({ rows: 3_000, cases: 3_000, seed: 6, quotedPercent: 0, badPercent: 0 }),
  ),
  'of many statuses': manyStatuses(70_000),
  'of one row': file(line()),
  'without rows': file(),
};

describe('facts where a file was scanned into', () => {
  let engine: Engine;
  let bench: Bench;
  beforeAll(() => {
    engine = new Engine({ threads: 2 });
    bench = new Bench(engine);
  });
  afterAll(() => bench.close());

  const request = (bytes: Uint8Array, threads = 2) => bench.request(bench.write(bytes), {}, { threads });

  async function artefactsOf(facts: FactsHome, { refused }: ScanReport, name: string) {
    const outDir = join(bench.folder, name);
    mkdirSync(outDir);
    const task = { facts, refused, ruleSetId: 'v1', fileName: 'a.csv', outDir };
    await Promise.all([
      engine.run('makeSummary', task),
      engine.run('makeArtefacts', { ...task, share: 'ROWS' }),
    ]);
    const names = readdirSync(outDir, { recursive: true, encoding: 'utf8' }).filter((path) =>
      /\./.test(path),
    );
    return new Map(names.sort().map((path) => [path, readFileSync(join(outDir, path), 'latin1')]));
  }

  it.each(Object.entries(FILES))(
    'are those of a buffer, and so are their artefacts: a file %s',
    async (name, bytes) => {
      for (const threads of [1, 2]) {
        const { factsBuffer, ...report } = await engine.scan(request(bytes, threads));
        const inPlace = await engine.scanInPlace(request(bytes, threads));
        try {
          expect(Buffer.compare(factsBytes(inPlace.facts), new Uint8Array(factsBuffer))).toBe(0);
          expect(isDeepStrictEqual(openFacts(inPlace.facts), openFacts(factsBuffer))).toBe(true);
          expect(inPlace.meta).toEqual(report.meta);
          const made = await artefactsOf(inPlace.facts, inPlace, `${name}-${threads}-place`);
          expect(made).toEqual(await artefactsOf(factsBuffer, report, `${name}-${threads}-buffer`));
          expect(made.size).toBeGreaterThan(1);
        } finally {
          inPlace.release();
        }
      }
    },
  );

  it('take no room beside the scan when there is enough in it', async () => {
    const inPlace = await engine.scanInPlace(request(FILES['of some cases']));
    const { memory, address, bytes } = inPlace.facts;
    const room = takeRoom(memory, 1_000);
    expect(room).toBeGreaterThanOrEqual(address + bytes);
    expect(room + 1_000).toBeLessThan(memory.buffer.byteLength);
    inPlace.release();
  });

  it('last until they are released, whatever is scanned meanwhile; their memory serves the next file then', async () => {
    const kept = await engine.scanInPlace(request(FILES['of some cases']));
    const before = Buffer.from(factsBytes(kept.facts));
    for (const bytes of Object.values(FILES)) {
      const other = await engine.scanInPlace(request(bytes));
      expect(other.facts.memory).not.toBe(kept.facts.memory);
      other.release();
    }
    expect(Buffer.compare(factsBytes(kept.facts), before)).toBe(0);
    kept.release();
    const next = await engine.scanInPlace(request(FILES['of one row']));
    expect(next.facts.memory).toBe(kept.facts.memory);
    next.release();
  });
});

describe('room behind facts', () => {
  it('is given out once, and the memory grows with it', () => {
    const memory = new WebAssembly.Memory({ initial: 1, maximum: 8, shared: true });
    const rooms = [1, 64, 65, 100_000].map((bytes) => ({ bytes, address: takeRoom(memory, bytes) }));
    for (const [i, { address, bytes }] of rooms.entries()) {
      expect(address % 64).toBe(0);
      expect(address + bytes).toBeLessThanOrEqual(rooms[i + 1]?.address ?? memory.buffer.byteLength);
    }
    expect(() => takeRoom(memory, 500_000)).toThrowError(expect.objectContaining({ code: 'OUT_OF_MEMORY' }));
  });
});
