import { CodedError } from '../errors.js';
import type { AnnouncedBytes } from '../store/types.js';
import { checkName } from '../store/uploadName.js';

/** What whoever creates an upload says of it. */
export interface Announcement extends AnnouncedBytes {
  fileName: string;
}

/** @throws CodedError BAD_USER_INPUT that names the argument, EMPTY_FILE, TOO_LARGE */
export function checkAnnouncement(
  fileName: string,
  bytes: number,
  sha256: string | null,
  maxUploadBytes: number,
): Announcement {
  if (!Number.isSafeInteger(bytes) || bytes < 0)
    throw new CodedError('BAD_USER_INPUT', 'bytes must be a whole number.');
  if (bytes === 0) throw new CodedError('EMPTY_FILE');
  if (bytes > maxUploadBytes)
    throw new CodedError('TOO_LARGE', `The file is larger than the limit of ${maxUploadBytes} bytes.`);
  if (sha256 !== null && !/^[0-9a-f]{64}$/i.test(sha256))
    throw new CodedError('BAD_USER_INPUT', 'sha256 must be 64 hexadecimal digits.');
  return { fileName: checkName(fileName), bytes, sha256: sha256?.toLowerCase() ?? null };
}
