import { randomUUID } from 'node:crypto';
import type { ObjectStore, Store, UploadRecord } from './types.js';

/** All uploads lie below it. */
export const UPLOADS_PREFIX = 'uploads/';

export interface IncomingUpload {
  /** Its chunks are nobody else's any more. */
  source: AsyncIterable<Uint8Array>;
  fileName: string;
  createdBy: string;
  maxBytes: number;
}

/**
 * Takes the bytes of a file, counted, hashed and synced, and records them. When this rejects, nothing is left behind.
 *
 * @throws CodedError TOO_LARGE, and whatever the source throws
 */
export async function receiveUpload(
  { uploads }: Store,
  objects: ObjectStore,
  { source, fileName, createdBy, maxBytes }: IncomingUpload,
): Promise<UploadRecord> {
  const id = randomUUID();
  const { key, bytes, sha256 } = await objects.put(`${UPLOADS_PREFIX}${id}`, source, {
    maxBytes,
    givenAway: true,
  });
  try {
    return await uploads.create({ id, objectKey: key, fileName, bytes, sha256, createdBy });
  } catch (error) {
    await objects.remove(key);
    throw error;
  }
}

/** Undoes the receipt of an upload that no job works on. */
export async function forgetUpload(
  { uploads }: Store,
  objects: ObjectStore,
  { id, objectKey }: UploadRecord,
): Promise<void> {
  await uploads.remove(id);
  await objects.remove(objectKey);
}
