import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { DIST } from '../../src/paths.js';

const PROGRAM = join(import.meta.dirname, 'freedMemory.mjs');

const report = process.report.getReport() as unknown as { header: { glibcVersionRuntime?: string } };
const isGlibc = report.header.glibcVersionRuntime !== undefined;

describe('memory that is freed', () => {
  it.skipIf(!isGlibc)('is used again, not handed back to the system and asked for anew (needs glibc)', () => {
    const module = pathToFileURL(join(DIST, 'src/start/keptMemory.js')).href;
    expect(pagesAskedFor(module) * 10).toBeLessThan(pagesAskedFor());
  });
});

function pagesAskedFor(...modules: string[]): number {
  return Number(execFileSync(process.execPath, ['--expose-gc', PROGRAM, ...modules], { encoding: 'utf8' }));
}
