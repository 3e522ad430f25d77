import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FileLocation } from '../../../src/domain/fileLocation.js';
import { openFolderStore } from '../../../src/store/objects/folder.js';
import { openS3Store } from '../../../src/store/objects/s3/store.js';
import type { ObjectStore } from '../../../src/store/types.js';
import { TestS3 } from '../../support/s3.js';

interface Kind {
  name: string;
  /** @param root an empty folder @returns a store, and what ends it */
  open(root: string): Promise<{ objects: ObjectStore; close: () => Promise<void> }>;
}

const FOLDER: Kind = {
  name: 'a folder',
  open: async (root) => ({
    objects: await openFolderStore(join(root, 'objects')),
    close: () => Promise.resolve(),
  }),
};

const BUCKET: Kind = {
  name: 'a bucket',
  async open() {
    const server = await TestS3.start();
    const objects = openS3Store(server.options());
    return {
      objects,
      close: async () => {
        objects.close();
        await server.stop();
      },
    };
  },
};

/** Read as anybody can who knows the location: a range, under the condition that it is the same object. */
async function bytesAt(location: FileLocation): Promise<Buffer> {
  if ('path' in location) return readFileSync(location.path);
  const { url, bytes, etag = '' } = location;
  const headers = { range: `bytes=0-${bytes - 1}`, 'if-match': etag };
  const answer = await fetch(url, { headers });
  expect(answer.status).toBe(206);
  expect(answer.headers.get('etag')).toBe(etag);
  return Buffer.from(await answer.arrayBuffer());
}

/** What holds for objects wherever they are kept. */
describe.each([FOLDER, BUCKET])('objects in $name', ({ open }) => {
  let root: string;
  let objects: ObjectStore;
  let close: () => Promise<void>;
  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), 'smartremedy objects '));
    ({ objects, close } = await open(root));
  });
  afterAll(async () => {
    await close();
    rmSync(root, { recursive: true, force: true });
  });

  async function keysBelow(prefix: string): Promise<string[]> {
    const keys: string[] = [];
    for await (const { key } of objects.list(prefix)) keys.push(key);
    return keys.sort();
  }

  it('answer', async () => {
    await objects.ping();
  });

  it('keep a stream, with its size and hash', async () => {
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
    expect((await bytesAt(await objects.location('uploads/one'))).equals(bytes)).toBe(true);
  });

  it('keep an empty stream, too', async () => {
    expect(await objects.put('empty', Readable.from([]))).toMatchObject({ bytes: 0 });
    expect(await text(await objects.get('empty'))).toBe('');
  });

  it('keep what is sent in many parts', async () => {
    const piece = Buffer.alloc(1_000_003, 'ação');
    const pieces = Array.from({ length: 26 }, () => piece);
    const whole = Buffer.concat(pieces);
    const kept = await objects.put('large', Readable.from(pieces));
    expect(kept.bytes).toBe(whole.length);
    expect(kept.sha256).toBe(createHash('sha256').update(whole).digest('hex'));
    expect((await buffer(await objects.get('large'))).equals(whole)).toBe(true);
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
    const brokenLate = (async function* () {
      for (let k = 0; k < 20; k++) yield Buffer.alloc(1024 ** 2);
      throw new Error('the client went away late');
    })();
    await expect(objects.put('b/late', brokenLate)).rejects.toThrow('the client went away late');
    expect(await keysBelow('b/')).toEqual([]);
    expect(await objects.stat('a')).toBeNull();
    expect(await objects.stat('b')).toBeNull();
    expect(await objects.put('c', Readable.from([Buffer.alloc(10)]), { maxBytes: 10 })).toMatchObject({
      bytes: 10,
    });
  });

  it('are replaced whole', async () => {
    await objects.put('same', Readable.from([Buffer.from('before')]));
    await objects.put('same', Readable.from([Buffer.from('after')]));
    expect(await text(await objects.get('same'))).toBe('after');
  });

  it('move local files in, into folders that are there and into new ones', async () => {
    const names = [
      'summary.json',
      'plans/a.csv',
      'plans/b.csv',
      ...Array.from({ length: 30 }, (_, i) => `many/${i}`),
    ];
    const files = names.map((name, i) => ({ key: `moved/${name}`, path: join(root, `local-${i}`) }));
    for (const { key, path } of files) writeFileSync(path, key);
    await objects.put('moved/plans/kept', Readable.from([Buffer.from('kept')]));
    await objects.adopt(files);
    await objects.adopt([]);
    for (const { key, path } of files) {
      expect(() => statSync(path)).toThrow(/ENOENT/);
      expect(await text(await objects.get(key))).toBe(key);
    }
    expect(await keysBelow('moved/')).toEqual([...files.map(({ key }) => key), 'moved/plans/kept'].sort());
    await objects.removePrefix('moved/');
  });

  it('move no more local files in once one is not there, or it is told to stop', async () => {
    const path = join(root, 'there');
    writeFileSync(path, 'x');
    const lost = { key: 'moved/lost', path: join(root, 'not there') };
    await expect(objects.adopt([lost])).rejects.toThrow(/ENOENT/);
    const stopped = objects.adopt([{ key: 'moved/there', path }], AbortSignal.abort('LOST'));
    await expect(stopped).rejects.toBe('LOST');
    expect(await keysBelow('moved/')).toEqual([]);
    expect(statSync(path).size).toBe(1);
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

  it('say NOT_FOUND for a key that has none', async () => {
    const asking = [
      () => objects.get('none'),
      () => objects.localFile('none', root),
      () => objects.location('none'),
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

  it('have nothing unfinished that is old', async () => {
    expect(await objects.removeUnfinished(24 * 3600 * 1000)).toBe(0);
  });
});
