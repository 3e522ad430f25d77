import { randomUUID } from 'node:crypto';
import { CodedError } from '../errors.js';
import type { AnnouncedBytes } from './objectTypes.js';
import { UPLOADS_PREFIX } from './receiveUpload.js';
import type { ObjectStore, Store, UploadRecord } from './types.js';

/** How long the bytes of an announced upload may begin to come, in seconds. */
export const UPLOAD_LINK_SECONDS = 3600;

/** An upload whose bytes have been counted. */
export type CountedUpload = UploadRecord & { sha256: string };

/**
 * Takes the bytes of an announced upload that come through the service; the chunks of the source are nobody else's any
 * more. When this rejects, nothing is left of them.
 *
 * @throws CodedError UPLOAD_DIFFERS when they are others than announced; CONFLICT when there are some already;
 *   TOO_LARGE when there are more; whatever the source throws
 */
export async function receiveAnnounced(
  { uploads }: Pick<Store, 'uploads'>,
  objects: ObjectStore,
  upload: UploadRecord,
  source: AsyncIterable<Uint8Array>,
): Promise<CountedUpload> {
  // A key of its own: of two that come at once neither writes over the other, and the row takes the first.
  const objectKey = `${UPLOADS_PREFIX}${randomUUID()}`;
  const { bytes, sha256 } = await objects.put(objectKey, source, {
    maxBytes: upload.bytes,
    givenAway: true,
  });
  try {
    checkBytes(upload, { bytes, sha256 });
    if (!(await uploads.settle(upload.id, { objectKey, sha256 }))) throw sentAlready();
  } catch (error) {
    await objects.remove(objectKey);
    throw error;
  }
  return { ...upload, objectKey, sha256 };
}

/**
 * Looks whether the bytes of an upload are there, as many as were announced.
 * @throws CodedError NOT_FOUND when nothing has come, UPLOAD_DIFFERS
 */
export async function checkArrived(upload: UploadRecord, objects: ObjectStore): Promise<void> {
  if (upload.sha256 !== null) return;
  const object = await objects.stat(upload.objectKey);
  if (!object) throw new CodedError('NOT_FOUND', `Nothing has been sent for the upload ${upload.id} yet.`);
  checkBytes(upload, { bytes: object.bytes, sha256: null });
}

/**
 * @param found sha256 null: not counted
 * @throws CodedError UPLOAD_DIFFERS that says in what
 */
export function checkBytes({ bytes, announcedSha256 }: UploadRecord, found: AnnouncedBytes): void {
  if (found.bytes !== bytes) {
    throw new CodedError(
      'UPLOAD_DIFFERS',
      `${bytes} bytes were announced for the upload, ${found.bytes} were sent.`,
    );
  }
  if (found.sha256 !== null && announcedSha256 !== null && found.sha256 !== announcedSha256) {
    throw new CodedError(
      'UPLOAD_DIFFERS',
      `The SHA-256 of the bytes is ${found.sha256}; ${announcedSha256} was announced.`,
    );
  }
}

export function sentAlready(): CodedError {
  return new CodedError('CONFLICT', 'The bytes of this upload have been sent already.');
}
