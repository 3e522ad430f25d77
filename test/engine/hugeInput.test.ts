import { execFileSync } from 'node:child_process';
import { closeSync, ftruncateSync, mkdirSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HEADER, line } from '../reference/support.js';

/** In a process of its own, whose peak of memory is that of the analysis. */
interface Analysed {
  rows: number;
  invalidRows: { total: number; byReason: Record<string, number> };
  ms: number;
  peakBytes: number;
}

const GIBIBYTE = 1024 ** 3;
const MEBIBYTE = 1024 ** 2;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'huge-'));
  mkdirSync(join(folder, 'work'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function analyse(write: (fd: number) => void): Analysed {
  const path = join(folder, 'input.csv');
  const fd = openSync(path, 'w');
  write(fd);
  closeSync(fd);
  const script = join(import.meta.dirname, 'analyseProcess.mjs');
  const output = execFileSync(process.execPath, [script, path, join(folder, 'work')], { encoding: 'utf8' });
  return JSON.parse(output);
}

describe('in bounded time and memory', { timeout: 120_000 }, () => {
  it.each([
    ['a line', '', '\n'],
    ['a field within quotes', '"', '"\n'],
  ])('%s of 1 GiB costs itself alone', (_, before, after) => {
    const { rows, invalidRows, ms, peakBytes } = analyse((fd) => {
      const start = Buffer.from(`${HEADER}\n${line()}\n${before}`);
      writeSync(fd, start);
      // A hole of the file, which reads as NUL bytes.
      ftruncateSync(fd, start.length + GIBIBYTE);
      writeSync(fd, `${after}${line({ number: 'A2' })}\n`, start.length + GIBIBYTE);
    });
    expect({ rows, invalidRows }).toEqual({
      rows: 3,
      invalidRows: { total: 1, byReason: { MALFORMED_ROW: 1 } },
    });
    expect(ms).toBeLessThan(60_000);
    expect(peakBytes).toBeLessThan(300 * MEBIBYTE);
  });

  it('a quote that never closes at the start of 400 MB costs one line', () => {
    const some = Buffer.from(`${line({ short_description: 'x'.repeat(1000) })}\n`.repeat(1000));
    const blocks = Math.ceil(400e6 / some.length);
    const { rows, invalidRows, ms, peakBytes } = analyse((fd) => {
      writeSync(fd, `${HEADER}\n"${line()}\n`);
      for (let k = 0; k < blocks; k++) writeSync(fd, some);
    });
    expect(rows).toBe(1 + 1000 * blocks);
    expect(invalidRows).toEqual({ total: 1, byReason: { MALFORMED_ROW: 1 } });
    expect(ms).toBeLessThan(60_000);
    expect(peakBytes).toBeLessThan(400 * MEBIBYTE);
  });
});
