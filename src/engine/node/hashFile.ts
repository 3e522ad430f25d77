import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { CodedError } from '../../errors.js';
import type { SharedProgress } from './progress.js';
import { HttpSource } from './remote/httpSource.js';
import type { Reach, RemoteReach } from './remote/reach.js';

/** Hashed in about a millisecond; whatever else the thread has to do comes in between. */
const BLOCK_BYTES = 1024 ** 2;

/**
 * SHA-256 of a file as it is kept, in lower-case hexadecimal.
 * @throws CodedError CANCELLED when the analysis is stopped; of a remote file what HttpSource throws
 */
export function hashFile(file: Reach, progress: SharedProgress): Promise<string> {
  return 'path' in file ? hashLocal(file.path, progress) : hashRemote(file, progress);
}

async function hashLocal(path: string, progress: SharedProgress): Promise<string> {
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

async function hashRemote(file: RemoteReach, progress: SharedProgress): Promise<string> {
  const hash = createHash('sha256');
  const block = Buffer.allocUnsafeSlow(BLOCK_BYTES);
  const isStopped = () => progress.stopped;
  const source = new HttpSource(file, { from: 0, expectedEnd: file.bytes, isStopped });
  try {
    for (let read = await source.read(block); read > 0; read = await source.read(block)) {
      hash.update(block.subarray(0, read));
    }
  } finally {
    source.close();
  }
  return hash.digest('hex');
}
