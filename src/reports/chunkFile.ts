import { close, closeSync, fdatasync, openSync, writeSync } from 'node:fs';
import type { StopFlag } from '../domain/stopFlag.js';

/** What is smaller is on the disk in no time whenever it is asked for, and there may be thousands of them. */
const LARGE_BYTES = 256 * 1024;

/**
 * Writes a file chunk by chunk; gives its size in bytes. Synchronous writes: this runs in a worker's thread, which has
 * nothing else to do, and a chunk is valid until the next.
 *
 * @param stop        looked at before every chunk
 * @param syncedLater whether somebody syncs the file later: the disk begins with a large one now
 * @throws CodedError CANCELLED when the flag is raised
 */
export async function writeChunks(
  path: string,
  chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  stop?: StopFlag,
  syncedLater = false,
): Promise<number> {
  const file = openSync(path, 'w');
  let bytes = 0;
  try {
    for await (const chunk of chunks) {
      stop?.throwIfRaised();
      bytes += writeWhole(file, chunk);
    }
  } finally {
    if (syncedLater && bytes >= LARGE_BYTES) beginSync(file);
    else closeSync(file);
  }
  return bytes;
}

/** A write may be cut short by the system; what is left is written after it. */
function writeWhole(file: number, chunk: Uint8Array): number {
  let written = 0;
  while (written < chunk.length) written += writeSync(file, chunk, written);
  return chunk.length;
}

/** And closes it. Whoever syncs it later hears what fails. */
function beginSync(file: number): void {
  fdatasync(file, () => close(file));
}
