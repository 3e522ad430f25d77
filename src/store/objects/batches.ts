import { CodedError } from '../../errors.js';

/** Handed on at a time: a stream's own chunks are small, and each batch costs a trip to another thread. */
export const BATCH_BYTES = 1024 ** 2;

/**
 * The chunks of a stream, counted, by the MiB; only the last batch is smaller.
 * @throws CodedError TOO_LARGE when more than maxBytes come; whatever the source throws
 */
export async function* batchesOf(
  source: AsyncIterable<Uint8Array>,
  maxBytes: number,
): AsyncGenerator<Uint8Array[]> {
  let batch: Uint8Array[] = [];
  let batchBytes = 0;
  let bytes = 0;
  for await (const chunk of source) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) throw tooLarge(maxBytes);
    batch.push(chunk);
    batchBytes += chunk.byteLength;
    if (batchBytes < BATCH_BYTES) continue;
    yield batch;
    batch = [];
    batchBytes = 0;
  }
  if (batch.length > 0) yield batch;
}

export function tooLarge(maxBytes: number): CodedError {
  return new CodedError('TOO_LARGE', `The file is larger than the limit of ${maxBytes} bytes.`);
}

export function lengthOf(batch: readonly Uint8Array[]): number {
  return batch.reduce((sum, { byteLength }) => sum + byteLength, 0);
}
