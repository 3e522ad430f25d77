import { join } from 'node:path';
import type { Logger } from 'pino';
import type { Config } from '../config.js';
import { CodedError, publicError } from '../errors.js';
import { openFolderStore } from '../store/objects/folder.js';
import { ownedObjects } from '../store/objects/owned.js';
import type { ObjectStore, Store } from '../store/types.js';
import type { Started } from './started.js';

/**
 * Where files are kept, as the configuration says: in a bucket, in a folder that processes share, or in one of the
 * data directory. A bucket or shared folder that cannot be reached does not keep the service from starting: it says
 * so, and what needs it fails until it can.
 *
 * @throws CodedError OBJECTS_IN_USE when they belong to another database
 */
export async function openObjects(
  { objects: { s3 }, objectsDir }: Config,
  dataDir: string,
  store: Pick<Store, 'identity'>,
  log: Logger,
  started: Started,
): Promise<ObjectStore> {
  if (s3 !== null) {
    // The client of S3 takes longer to load than all else together: only who has a bucket waits for it.
    const { openS3Store } = await import('../store/objects/s3/store.js');
    const bucket = openS3Store(s3);
    started.add(() => bucket.close());
    return checked(ownedObjects(bucket, await store.identity()), log.child({ bucket: s3.bucket }));
  }
  const folder =
    objectsDir === undefined
      ? await openFolderStore(join(dataDir, 'objects'))
      : await openFolderStore(objectsDir, true);
  return checked(ownedObjects(folder, await store.identity()), log);
}

async function checked(objects: ObjectStore, log: Logger): Promise<ObjectStore> {
  await objects.ping().catch((err: unknown) => {
    if (err instanceof CodedError && err.code === 'OBJECTS_IN_USE') throw err;
    log.warn({ err }, `degraded without its object store: ${publicError(err).message}`);
  });
  return objects;
}
