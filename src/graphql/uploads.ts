import { CodedError } from '../errors.js';
import type { UploadRecord } from '../store/types.js';
import type { Services } from './context.js';

/**
 * The upload that an argument names.
 * @throws CodedError NOT_FOUND, with the name of the argument
 */
export async function uploadOf(argument: string, id: string, { store }: Services): Promise<UploadRecord> {
  const upload = await store.uploads.get(id);
  if (!upload) throw new CodedError('NOT_FOUND', `${argument}: there is no upload ${id}.`);
  return upload;
}
