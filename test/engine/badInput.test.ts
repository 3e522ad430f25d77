import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { appendFileSync, closeSync, ftruncateSync, mkdirSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { REQUIRED_COLUMNS } from '../../src/domain/facts.js';
import { file, HEADER, line } from '../reference/support.js';
import type { ReferenceOptions } from '../reference/types.js';
import { Bench } from './support.js';

let bench: Bench;
beforeAll(() => {
  bench = new Bench();
});
afterAll(() => bench.close());

async function failure(bytes: Uint8Array | string, options: ReferenceOptions = {}): Promise<string> {
  const outcome = await bench.outcome(Buffer.from(bytes), options);
  return 'failure' in outcome ? outcome.failure : 'none';
}

describe('files that cannot be analysed', () => {
  it.each([
    ['nothing', '', 'EMPTY_FILE'],
    ['a byte-order mark alone', '\ufeff', 'EMPTY_FILE'],
    ['blank lines alone', '\n \t\r\n\n', 'EMPTY_FILE'],
    ['text without a known column', 'hello\nworld\n', 'MISSING_COLUMNS'],
    ['a spreadsheet', Buffer.concat([Buffer.from('PK\x03\x04'), randomBytes(4000)]), 'NOT_A_CSV'],
    ['a picture', Buffer.concat([Buffer.from([0x89]), Buffer.from('PNG\r\n\x1a\n\0\0\0')]), 'NOT_A_CSV'],
    ['UTF-32', Buffer.from([0xff, 0xfe, 0, 0, 0x61, 0, 0, 0]), 'BAD_ENCODING'],
    ['a damaged archive', gzipSync(file(line())).subarray(0, 40), 'NOT_A_CSV'],
    ['an archive in an archive', gzipSync(gzipSync(file(line()))), 'NOT_A_CSV'],
  ])('%s: %s', async (_, bytes, code) => {
    expect(await failure(bytes)).toBe(code);
  });

  it('names every column that misses', async () => {
    const path = bench.write(Buffer.from('number;node;severity\n1;2;3\n'));
    const missing = REQUIRED_COLUMNS.filter((name) => !['number', 'node', 'severity'].includes(name));
    await expect(bench.engine.scan(bench.request(path, {}))).rejects.toMatchObject({
      code: 'MISSING_COLUMNS',
      message: `Required columns are missing: ${missing.join(', ')}.`,
    });
  });

  it('more columns than the limit: TOO_LARGE; a wide file within it is read', async () => {
    const wide = `${HEADER}${';x'.repeat(10_000)}\n${line()}\n`;
    expect(await failure(wide, { columns: 10_000 })).toBe('TOO_LARGE');
    expect(await failure(wide)).toBe('none');
  });

  it('a directory, a pipe, a path that names nothing: FILE_UNREADABLE', async () => {
    const pipe = join(bench.folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    for (const path of [bench.folder, pipe, join(bench.folder, 'nothing')]) {
      await expect(bench.engine.scan(bench.request(path, {}))).rejects.toMatchObject({
        code: 'FILE_UNREADABLE',
      });
    }
  });
});

describe('archives', () => {
  it('an archive gives what the file gives, offsets too', async () => {
    const bytes = Buffer.from(`${HEADER}\n${line()}\nbroken;row\n${line({ number: 'A2' })}\n`);
    const plain = await bench.analyse(bytes, {});
    const packed = await bench.analyse(gzipSync(bytes), {});
    expect(packed.refused).toEqual(plain.refused);
    expect(JSON.parse(packed.summary).cases).toEqual(JSON.parse(plain.summary).cases);
    expect(packed.scan.meta.input.bytes).toBe(gzipSync(bytes).length);
  });

  it('one that unpacks to more than its limits: ARCHIVE_LIMIT', async () => {
    const row = Buffer.from(`${line()}\n`);
    const bomb = gzipSync(Buffer.concat([Buffer.from(`${HEADER}\n`), Buffer.alloc(80 * 1024 ** 2, row)]));
    expect(await failure(bomb)).toBe('ARCHIVE_LIMIT');
    const path = bench.write(gzipSync(Buffer.alloc(2_000_000, row)));
    const request = bench.request(path, {});
    request.limits.unpackedBytes = 1_000_000;
    await expect(bench.engine.scan(request)).rejects.toMatchObject({ code: 'ARCHIVE_LIMIT' });
  });
});

describe('rows beyond all bounds', () => {
  it('a field over the limit, a NUL byte and invalid UTF-8 cost their rows alone', async () => {
    const long = line({ node: 'x'.repeat(131_073) });
    const longest = line({ node: 'x'.repeat(131_072), number: 'A2' });
    const bytes = Buffer.concat([
      Buffer.from(`${HEADER}\n${long}\n${longest}\n${line({ node: 'a\0b' })}\n${line({ node: 'a' })}`),
      Buffer.from([0x0a, 0xff, 0x0a]),
    ]);
    const { scan, refused } = await bench.analyse(bytes, { encoding: 'utf-8' }, { threads: 2 });
    expect(scan.meta.input.rows).toBe(5);
    expect(refused.map(({ line: at, reason }) => [at, reason])).toEqual([
      [2, 'MALFORMED_ROW'],
      [4, 'MALFORMED_ROW'],
      [6, 'MALFORMED_ROW'],
    ]);
  });

  it('lines that each lead on to the next inside quotes stay linear', { timeout: 60_000 }, async () => {
    const path = bench.write(Buffer.from(`${HEADER}\n${'x",",y\n'.repeat(1_000_000)}`));
    const startedAt = performance.now();
    const scan = await bench.engine.scan(bench.request(path, {}));
    expect(scan.meta.invalidRows.total).toBe(scan.meta.input.rows);
    expect(performance.now() - startedAt).toBeLessThan(20_000);
  });
});

describe('what happens meanwhile', () => {
  const rows = Buffer.from(`${line()}\n`.repeat(20_000));

  function largeFile(name: string): string {
    const path = join(bench.folder, name);
    writeFileSync(path, `${HEADER}\n`);
    for (let k = 0; k < 40; k++) appendFileSync(path, rows);
    return path;
  }

  it('a file that shrinks or grows while it is read: FILE_CHANGED', async () => {
    for (const change of ['shrink', 'grow']) {
      const path = largeFile(`${change}.csv`);
      const scan = bench.engine.scan(bench.request(path, {}), {
        onProgress: () => {
          if (change === 'grow') return appendFileSync(path, rows);
          const fd = openSync(path, 'r+');
          ftruncateSync(fd, 1000);
          closeSync(fd);
        },
      });
      await expect(scan).rejects.toMatchObject({ code: 'FILE_CHANGED' });
    }
  });

  it('an abort stops the threads soon, and the engine serves the next file', async () => {
    const path = largeFile('aborted.csv');
    const controller = new AbortController();
    const scan = bench.engine.scan(bench.request(path, {}), { signal: controller.signal });
    setTimeout(() => controller.abort(), 30);
    await expect(scan).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(await failure(file(line()))).toBe('none');
  });

  it('a folder for refused rows that is not there is an error, not a hang', async () => {
    const path = bench.write(Buffer.from(`${HEADER}\nbroken\n`));
    const request = { ...bench.request(path, {}), workDir: join(bench.folder, 'nowhere') };
    await expect(bench.engine.scan(request)).rejects.toThrow(/ENOENT/);
    mkdirSync(request.workDir);
    await expect(bench.engine.scan(request)).resolves.toMatchObject({ threads: 1 });
  });
});

describe('one analysis after another', () => {
  it('nothing of a file shows in the next one', async () => {
    const small = file(line({ number: 'ONLY' }));
    const { summary } = await bench.analyse(small, {});
    await bench.analyse(
      file(...Array.from({ length: 5000 }, (_, k) => line({ number: `N${k}`, node: `n${k}` }))),
      {},
    );
    expect((await bench.analyse(small, {})).summary).toBe(summary);
  });
});
