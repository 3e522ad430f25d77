import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openFolderStore } from '../../src/store/objects/folder.js';
import type { ObjectStore } from '../../src/store/types.js';

let root: string;
let objects: ObjectStore;
beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'smartremedy objects '));
  objects = await openFolderStore(join(root, 'objects'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

async function keysBelow(prefix: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of objects.list(prefix)) keys.push(key);
  return keys.sort();
}

const incoming = () => readdirSync(join(root, 'objects', '.incoming'));

describe('objects in a folder', () => {
  it('keep a stream, with its size and hash, for their owner alone', async () => {
    const bytes = Buffer.alloc(3_000_001, 'açúcar');
    const kept = await objects.put('uploads/one', Readable.from([bytes.subarray(0, 7), bytes.subarray(7)]));
    expect(kept).toEqual({
      key: 'uploads/one',
      bytes: 3_000_001,
      sha256: createHash('sha256').update(bytes).digest('hex'),
    });
    expect((await buffer(await objects.get('uploads/one'))).equals(bytes)).toBe(true);
    expect(await objects.stat('uploads/one')).toMatchObject({ key: 'uploads/one', bytes: 3_000_001 });
    expect(readFileSync(await objects.localFile('uploads/one', root)).equals(bytes)).toBe(true);
    expect(statSync(join(root, 'objects/uploads')).mode & 0o077).toBe(0);
    expect(incoming()).toEqual([]);
  });

  it('keep an empty stream, too', async () => {
    expect(await objects.put('empty', Readable.from([]))).toMatchObject({ bytes: 0 });
    expect(await text(await objects.get('empty'))).toBe('');
  });

  it('give a range, both ends included', async () => {
    await objects.put('digits', Readable.from([Buffer.from('0123456789')]));
    expect(await text(await objects.get('digits', { start: 3, end: 5 }))).toBe('345');
  });

  it('leave nothing of a stream that is too long or breaks', async () => {
    const long = objects.put('a', Readable.from([Buffer.alloc(5), Buffer.alloc(6)]), { maxBytes: 10 });
    await expect(long).rejects.toMatchObject({
      code: 'TOO_LARGE',
      message: expect.stringContaining('10 bytes'),
    });
    const broken = (async function* () {
      yield Buffer.from('half');
      throw new Error('the client went away');
    })();
    await expect(objects.put('b', broken)).rejects.toThrow('the client went away');
    expect(await objects.stat('a')).toBeNull();
    expect(await objects.stat('b')).toBeNull();
    expect(incoming()).toEqual([]);
    expect(await objects.put('c', Readable.from([Buffer.alloc(10)]), { maxBytes: 10 })).toMatchObject({
      bytes: 10,
    });
  });

  it('are replaced whole', async () => {
    await objects.put('same', Readable.from([Buffer.from('before')]));
    await objects.put('same', Readable.from([Buffer.from('after')]));
    expect(await text(await objects.get('same'))).toBe('after');
  });

  it('move a local file in', async () => {
    const path = join(root, 'summary.json');
    writeFileSync(path, '{}');
    expect(await objects.adopt('reports/j/1/summary.json', path)).toMatchObject({ bytes: 2 });
    expect(() => statSync(path)).toThrow(/ENOENT/);
    expect(await text(await objects.get('reports/j/1/summary.json'))).toBe('{}');
  });

  it('are listed whole while others are being removed', async () => {
    const kept = ['reports/000/a', 'reports/999/a'];
    for (const key of kept) await objects.put(key, Readable.from([Buffer.from('x')]));
    for (let round = 0; round < 30; round++) {
      const going = Array.from({ length: 20 }, (_, k) => `reports/5${String(k).padStart(2, '0')}/`);
      for (const prefix of going) await objects.put(`${prefix}a`, Readable.from([Buffer.from('x')]));
      const listing = keysBelow('reports/');
      await Promise.all(going.map((prefix) => objects.removePrefix(prefix)));
      expect(await listing).toEqual(expect.arrayContaining(kept));
    }
  });

  it('are listed and removed by prefix', async () => {
    for (const key of ['reports/j/1/a', 'reports/j/1/deep/b', 'reports/j/10/c', 'uploads/d']) {
      await objects.put(key, Readable.from([Buffer.from(key)]));
    }
    expect(await keysBelow('reports/')).toEqual(['reports/j/1/a', 'reports/j/1/deep/b', 'reports/j/10/c']);
    await objects.removePrefix('reports/j/1/');
    await objects.removePrefix('reports/nothing/');
    expect(await keysBelow('reports/')).toEqual(['reports/j/10/c']);
    expect(await keysBelow('nothing/')).toEqual([]);
    await objects.remove('uploads/d');
    await objects.remove('uploads/d');
    expect(await objects.stat('uploads/d')).toBeNull();
  });

  it('take the folders that they leave empty with them, and no others', async () => {
    for (const key of ['reports/j/1/a', 'reports/k/1/deep/b', 'trends/t/c', 'd']) {
      await objects.put(key, Readable.from([Buffer.from(key)]));
    }
    await objects.removePrefix('reports/j/1/');
    expect(readdirSync(join(root, 'objects/reports'))).toEqual(['k']);
    await objects.remove('trends/t/c');
    await objects.removePrefix('reports/k/1/deep/');
    await objects.remove('d');
    expect(readdirSync(join(root, 'objects'))).toEqual(['.incoming']);
  });

  it('find their place while the folder that they go to is removed as empty again and again', async () => {
    const key = (name: string, round: number) => `reports/j/${name}${round}`;
    for (let round = 0; round < 100; round++) {
      const name = key('kept', round);
      await Promise.all([
        objects.put(name, Readable.from([Buffer.from('x')])),
        ...Array.from({ length: 8 }, (_, k) => objects.remove(key(`other${k}`, round))),
        objects.removePrefix('reports/j/none/'),
      ]);
      expect(await keysBelow('reports/')).toEqual([name]);
      await objects.remove(name);
    }
  });

  it('say NOT_FOUND for a key that has none', async () => {
    const asking = [
      () => objects.get('none'),
      () => objects.localFile('none', root),
      () => objects.get('a/b/none'),
    ];
    for (const ask of asking) await expect(ask()).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it.each([
    '',
    '/',
    '/etc/passwd',
    '../x',
    'a/../../x',
    'a//b',
    'a/',
    '.incoming/x',
    'a/.hidden',
    'a\\b',
    'a\0b',
    'á',
    'x'.repeat(1025),
  ])('refuse the key %j', async (key) => {
    const refused = { code: 'BAD_USER_INPUT' };
    await expect(objects.put(key, Readable.from([Buffer.from('x')]))).rejects.toMatchObject(refused);
    await expect(objects.get(key)).rejects.toMatchObject(refused);
    await expect(objects.remove(key)).rejects.toMatchObject(refused);
    await expect(objects.removePrefix(`${key}/`)).rejects.toMatchObject(refused);
  });

  it('forget what an earlier process left half written', async () => {
    writeFileSync(join(root, 'objects/.incoming/half'), 'x');
    await openFolderStore(join(root, 'objects'));
    expect(incoming()).toEqual([]);
  });

  it('leave what other processes may be writing, until it is old', async () => {
    writeFileSync(join(root, 'objects/.incoming/theirs'), 'x');
    const shared = await openFolderStore(join(root, 'objects'), true);
    expect(incoming()).toEqual(['theirs']);
    expect(await shared.removeUnfinished(60_000)).toBe(0);
    expect(await shared.removeUnfinished(-1)).toBe(1);
    expect(incoming()).toEqual([]);
  });
});
