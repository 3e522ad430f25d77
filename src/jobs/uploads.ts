import { createHash } from 'node:crypto';
import { addAbortSignal } from 'node:stream';
import { CodedError } from '../errors.js';
import { type CountedUpload, checkArrived, checkBytes } from '../store/announcedUpload.js';
import type { JobRecord, ObjectStore, Store, UploadRecord } from '../store/types.js';

/**
 * An upload that a job works on. Bytes that have come past the service are counted now, by the first job that needs
 * them: what their sender says of them counts for nothing but for the comparison.
 *
 * @param which its place among the job's uploads
 * @throws CodedError NOT_FOUND when it has been removed, UPLOAD_DIFFERS; what the signal aborted with
 */
export async function uploadOf(
  job: JobRecord,
  which: number,
  { store, objects }: { store: Store; objects: ObjectStore },
  signal: AbortSignal,
): Promise<CountedUpload> {
  const upload = await store.uploads.get(job.uploadIds[which]);
  if (!upload) throw gone();
  if (isCounted(upload)) return upload;

  await checkArrived(upload, objects);
  const found = await count(upload, objects, signal);
  checkBytes(upload, found);
  const { objectKey } = upload;
  if (await store.uploads.settle(upload.id, { objectKey, sha256: found.sha256 }))
    return { ...upload, sha256: found.sha256 };
  // Another job has been quicker.
  const settled = await store.uploads.get(upload.id);
  if (!settled || !isCounted(settled)) throw gone();
  return settled;
}

async function count(
  { objectKey }: UploadRecord,
  objects: ObjectStore,
  signal: AbortSignal,
): Promise<{ bytes: number; sha256: string }> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of addAbortSignal(signal, await objects.get(objectKey))) {
    hash.update(chunk);
    bytes += chunk.length;
  }
  return { bytes, sha256: hash.digest('hex') };
}

function isCounted(upload: UploadRecord): upload is CountedUpload {
  return upload.sha256 !== null;
}

function gone(): CodedError {
  return new CodedError('NOT_FOUND', 'The upload of this job is no longer there.');
}
