import { join } from 'node:path';
import type { Logger } from 'pino';
import type { Config } from '../config.js';
import { publicError } from '../errors.js';
import { openFolderStore } from '../store/objects/folder.js';
import { openS3Store } from '../store/objects/s3/store.js';
import type { ObjectStore } from '../store/types.js';
import type { Started } from './started.js';

/**
 * Where files are kept, as the configuration says: in a bucket, in a folder that processes share, or in one of the data directory. A bucket that
 * cannot be reached does not keep the service from starting: it says so, and what needs the bucket fails until it can.
 */
export async function openObjects(
  { objects: { s3 }, objectsDir }: Config,
  dataDir: string,
  log: Logger,
  started: Started,
): Promise<ObjectStore> {
  if (s3 === null) return openFolderStore(objectsDir ?? join(dataDir, 'objects'), objectsDir !== undefined);
  const store = openS3Store(s3);
  started.add(() => store.close());
  await store.ping().catch((err: unknown) => {
    log.warn({ err, bucket: s3.bucket }, `degraded without its object store: ${publicError(err).message}`);
  });
  return store;
}
