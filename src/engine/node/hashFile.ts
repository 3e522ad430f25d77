import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';
import { CodedError } from '../../errors.js';
import { SharedProgress } from './progress.js';

/** SHA-256 of a file as it lies on disk, in lower-case hexadecimal. */
export function hashFile(task: { path: string; progress: SharedArrayBuffer }): string {
  const progress = SharedProgress.over(task.progress);
  const hash = createHash('sha256');
  const block = Buffer.allocUnsafe(1 << 20);
  const fd = openSync(task.path, 'r');
  try {
    for (let read = readSync(fd, block); read > 0; read = readSync(fd, block)) {
      if (progress.stopped) throw new CodedError('CANCELLED');
      hash.update(block.subarray(0, read));
    }
  } finally {
    closeSync(fd);
  }
  return hash.digest('hex');
}
