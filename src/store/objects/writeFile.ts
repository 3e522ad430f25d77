import type { PutOptions } from '../objectTypes.js';
import { batchesOf } from './batches.js';
import { writeApart } from './fileWriter/writeApart.js';
import { type Written, writeSynced } from './writeSynced.js';

/**
 * Writes a stream into a new file, counted, hashed and synced; a large one in the thread that is for it. However it
 * ends, the stream has been told.
 *
 * @throws CodedError TOO_LARGE when more than maxBytes come; whatever the source and the file system throw
 */
export async function writeFile(
  path: string,
  source: AsyncIterable<Uint8Array>,
  { maxBytes = Number.POSITIVE_INFINITY, givenAway = false }: PutOptions = {},
): Promise<Written> {
  const batches = batchesOf(source, maxBytes);
  try {
    const first = await batches.next();
    const second = first.done ? first : await batches.next();
    const begun = [first, second].flatMap(({ done, value }) => (done ? [] : [value]));
    const all = resumed(begun, batches);
    return await (second.done ? writeSynced(path, all) : writeApart(path, all, givenAway));
  } finally {
    await batches.return(undefined);
  }
}

async function* resumed(begun: readonly Uint8Array[][], rest: AsyncGenerator<Uint8Array[]>) {
  yield* begun;
  yield* rest;
}
