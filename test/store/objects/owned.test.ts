import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openFolderStore } from '../../../src/store/objects/folder.js';
import { OWNER_KEY, ownedObjects } from '../../../src/store/objects/owned.js';
import { openS3Store, type S3Store } from '../../../src/store/objects/s3/store.js';
import type { ObjectStore } from '../../../src/store/types.js';
import { TestS3 } from '../../support/s3.js';

const OURS = '11111111-1111-4111-8111-111111111111';
const THEIRS = '22222222-2222-4222-8222-222222222222';

let root: string;
let server: TestS3;
let bucket: S3Store;
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'owned-'));
  server = await TestS3.start();
  bucket = openS3Store(server.options());
});
afterAll(async () => {
  bucket.close();
  await server.stop();
  rmSync(root, { recursive: true, force: true });
});

const some = () => Readable.from([Buffer.from('x')]);

/** Everything that writes or removes. */
const changes = (objects: ObjectStore) => [
  () => objects.put('uploads/a', some()),
  () => objects.adopt([{ key: 'uploads/a', path: join(root, 'none') }]),
  () => objects.remove('uploads/kept'),
  () => objects.removePrefix('uploads/'),
  () => objects.removeUnfinished(0),
];

describe.each(['a folder', 'a bucket'])('objects in %s', (kind) => {
  let objects: ObjectStore;
  beforeEach(async () => {
    objects = kind === 'a bucket' ? bucket : await openFolderStore(join(root, 'objects'), true);
    await objects.put('uploads/kept', some());
    await objects.remove(OWNER_KEY);
  });

  it('belong to the database that is there first, at every start of it', async () => {
    await ownedObjects(objects, OURS).ping();
    const again = ownedObjects(objects, OURS);
    await again.ping();
    await again.put('uploads/b', some());
    expect(await objects.stat('uploads/b')).not.toBeNull();
    await again.removePrefix('uploads/');
    expect(await objects.stat('uploads/kept')).toBeNull();
  });

  it('are left alone by any other', async () => {
    await ownedObjects(objects, THEIRS).put('uploads/b', some());
    const ours = ownedObjects(objects, OURS);
    for (const change of [() => ours.ping(), ...changes(ours)])
      await expect(change()).rejects.toMatchObject({ code: 'OBJECTS_IN_USE' });
    expect(await objects.stat('uploads/kept')).not.toBeNull();
    expect(await objects.stat('uploads/a')).toBeNull();
  });

  it('are told to be taken over when the owner changes while they are in use', async () => {
    const ours = ownedObjects(objects, OURS);
    await ours.ping();
    await objects.put(OWNER_KEY, Readable.from([Buffer.from(THEIRS)]));
    await expect(ours.ping()).rejects.toMatchObject({ code: 'OBJECTS_IN_USE' });
  });
});

it('nothing is changed as long as it cannot be said whose it is, and all goes on when it can', async () => {
  const folder = await openFolderStore(join(root, 'later'), true);
  let isThere = false;
  const flaky: ObjectStore = {
    ...folder,
    stat: (key) => (isThere ? folder.stat(key) : Promise.reject(new Error('away'))),
  };
  await folder.put('uploads/kept', some());
  const ours = ownedObjects(flaky, OURS);
  for (const change of changes(ours)) await expect(change()).rejects.toThrow('away');
  expect(await folder.stat('uploads/kept')).not.toBeNull();
  isThere = true;
  await ours.remove('uploads/kept');
  expect(await folder.stat('uploads/kept')).toBeNull();
});
