import { closeSync, openSync, writeSync } from 'node:fs';
import type { StopFlag } from '../domain/stopFlag.js';

/**
 * Writes a file chunk by chunk; gives its size in bytes. Synchronous writes: this runs in a worker's thread, which has
 * nothing else to do, and a chunk is valid until the next.
 *
 * @param stop looked at before every chunk
 * @throws CodedError CANCELLED when the flag is raised
 */
export async function writeChunks(
  path: string,
  chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  stop?: StopFlag,
): Promise<number> {
  const file = openSync(path, 'w');
  let bytes = 0;
  try {
    for await (const chunk of chunks) {
      stop?.throwIfRaised();
      bytes += writeWhole(file, chunk);
    }
  } finally {
    closeSync(file);
  }
  return bytes;
}

/** A write may be cut short by the system; what is left is written after it. */
function writeWhole(file: number, chunk: Uint8Array): number {
  let written = 0;
  while (written < chunk.length) written += writeSync(file, chunk, written);
  return chunk.length;
}
