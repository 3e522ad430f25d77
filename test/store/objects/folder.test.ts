import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openFolderStore } from '../../../src/store/objects/folder.js';
import type { ObjectStore } from '../../../src/store/types.js';

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

/** What is true of a folder alone; contract.test.ts has the rest. */
describe('objects in a folder', () => {
  it('are for their owner alone, and nothing else is left of what came', async () => {
    await objects.put('uploads/one', Readable.from([Buffer.from('x')]));
    expect(statSync(join(root, 'objects/uploads')).mode & 0o077).toBe(0);
    expect(incoming()).toEqual([]);
  });

  it('leave no half of what breaks off', async () => {
    const broken = (async function* () {
      yield Buffer.from('half');
      throw new Error('the client went away');
    })();
    await expect(objects.put('b', broken)).rejects.toThrow('the client went away');
    expect(incoming()).toEqual([]);
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

  it('forget what an earlier process left half written', async () => {
    writeFileSync(join(root, 'objects/.incoming/half'), 'x');
    await openFolderStore(join(root, 'objects'));
    expect(incoming()).toEqual([]);
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

  it('leave what other processes may be writing, until it is old', async () => {
    writeFileSync(join(root, 'objects/.incoming/theirs'), 'x');
    const shared = await openFolderStore(join(root, 'objects'), true);
    expect(incoming()).toEqual(['theirs']);
    expect(await shared.removeUnfinished(60_000)).toBe(0);
    expect(await shared.removeUnfinished(-1)).toBe(1);
    expect(incoming()).toEqual([]);
  });
});
