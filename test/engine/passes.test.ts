import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sampleText } from '../../bench/sample/generator.js';
import { CORE_BUILDS } from '../../src/engine/core/core.js';
import { Engine } from '../../src/engine/node/engine.js';
import type { ScanProgress } from '../../src/engine/node/types.js';
import { generatedFile } from '../generate/file.js';
import { file, line } from '../reference/support.js';
import { DirectEngine } from './direct.js';
import { Bench } from './support.js';

const GOLDEN = join(import.meta.dirname, '..', 'golden');
const inputs = readdirSync(GOLDEN, { recursive: true, encoding: 'utf8' }).filter((path) =>
  path.endsWith('.csv'),
);
const MIB = 1024 ** 2;

const factsOf = ({ scan }: { scan: { factsBuffer: SharedArrayBuffer } }) => Buffer.from(scan.factsBuffer);

describe.each(CORE_BUILDS)('a file that is read in parts, %s', (build) => {
  let bench: Bench;
  beforeAll(() => {
    bench = new Bench(new DirectEngine(build));
  });
  afterAll(() => bench.close());

  it.each(inputs)('%s gives the same bytes, and each refused row once', async (path) => {
    const bytes = readFileSync(join(GOLDEN, path));
    const whole = await bench.analyse(bytes, {}, { threads: 2 });
    for (const parts of [2, 3, 7]) {
      for (const threads of [1, 3]) {
        const other = await bench.analyse(bytes, {}, { parts, threads, blockBytes: 4096 });
        expect(other.scan.passes).toBe(parts);
        expect(factsOf(other).equals(factsOf(whole)), `${parts} parts, ${threads} threads`).toBe(true);
        expect(other.refused).toEqual(whole.refused);
      }
    }
  });
});
