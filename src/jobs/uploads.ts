import { CodedError } from '../errors.js';
import type { JobRecord, Store, UploadRecord } from '../store/types.js';

/**
 * An upload that a job works on.
 * @param which its place among the job's uploads
 * @throws CodedError NOT_FOUND when it has been removed
 */
export async function uploadOf(job: JobRecord, which: number, { uploads }: Store): Promise<UploadRecord> {
  const upload = await uploads.get(job.uploadIds[which]);
  if (!upload) throw new CodedError('NOT_FOUND', 'The upload of this job is no longer there.');
  return upload;
}
