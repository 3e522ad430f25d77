import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { CodedError } from '../../errors.js';
import type { SharedProgress } from './progress.js';

/** Hashed in about a millisecond; whatever else the thread has to do comes in between. */
const BLOCK_BYTES = 1024 ** 2;

/**
 * SHA-256 of a file as it lies on disk, in lower-case hexadecimal.
 * @throws CodedError CANCELLED when the analysis is stopped
 */
export async function hashFile(path: string, progress: SharedProgress): Promise<string> {
  const hash = createHash('sha256');
  const block = Buffer.allocUnsafeSlow(BLOCK_BYTES);
  const fd = openSync(path, 'r');
  try {
    for (let read = readSync(fd, block); read > 0; read = readSync(fd, block)) {
      if (progress.stopped) throw new CodedError('CANCELLED');
      hash.update(block.subarray(0, read));
      await nextTurn();
    }
  } finally {
    closeSync(fd);
  }
  return hash.digest('hex');
}
