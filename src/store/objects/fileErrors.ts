import { CodedError } from '../../errors.js';

/** No room on the disk, none in the quota, or a file longer than the system lets it grow. */
const NO_ROOM = ['ENOSPC', 'EDQUOT', 'EFBIG'];

/** Whether an error of the file system has this code, such as ENOENT. */
export function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

/** An error as it is; DISK_FULL in place of one that says so. */
export function asDiskFull(error: unknown): unknown {
  return NO_ROOM.some((code) => hasCode(error, code)) ? new CodedError('DISK_FULL', undefined, error) : error;
}

export function isMissing(error: unknown): boolean {
  return hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR');
}
