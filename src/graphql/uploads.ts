import { CodedError } from '../errors.js';
import { checkArrived } from '../store/announcedUpload.js';
import type { UploadRecord } from '../store/types.js';
import type { Services } from './context.js';

/**
 * The upload that an argument names, whose bytes are there.
 * @throws CodedError NOT_FOUND, with the name of the argument; UPLOAD_DIFFERS for other bytes than announced
 */
export async function uploadOf(
  argument: string,
  id: string,
  { store, objects }: Services,
): Promise<UploadRecord> {
  const upload = await store.uploads.get(id);
  if (!upload) throw new CodedError('NOT_FOUND', `${argument}: there is no upload ${id}.`);
  await checkArrived(upload, objects);
  return upload;
}
