import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { sampleText } from '../../bench/sample/generator.js';

const ANALYSES = Number(process.env.SOAK_ANALYSES ?? 200);
/** What the allocator moves by. */
const GROWTH_BYTES = 24 * 1024 ** 2;

interface Point {
  rssBytes: number;
  openFiles: number;
}

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'soak-'));
  mkdirSync(join(folder, 'work'));
});
afterAll(() => rmSync(folder, { recursive: true }));

// A process of its own: that of the tests grows by what the tests hold.
it.skipIf(!existsSync('/proc/self/fd'))(
  `${ANALYSES} analyses in one process leave its memory and its open files as they were`,
  { timeout: 600_000 },
  () => {
    const files = [2500, 3000, 3500].map((rows, k) => {
      const path = join(folder, `${k}.csv`);
      const options = { rows, cases: rows / 10, seed: k + 1, quotedPercent: 2, badPercent: 1 };
      writeFileSync(path, sampleText(options));
      return path;
    });

    const script = join(import.meta.dirname, 'soakProcess.mjs');
    const args = ['--expose-gc', script, `${ANALYSES}`, join(folder, 'work'), ...files];
    const points: Point[] = JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' }));
    expect(points).toHaveLength(ANALYSES);

    const quarter = ANALYSES / 4;
    const lowest = (from: number) =>
      Math.min(...points.slice(from, from + quarter).map((one) => one.rssBytes));
    // The lowest point: the collectors of the threads come by when they like, and a leak raises that too.
    expect(lowest(3 * quarter) - lowest(quarter)).toBeLessThan(GROWTH_BYTES);
    expect(points[ANALYSES - 1].openFiles).toBeLessThanOrEqual(points[quarter].openFiles);
  },
);
