import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import type { Facts } from '../../domain/facts.js';
import { openFacts } from '../../domain/factsFile.js';
import type { FactsHome } from '../../domain/factsMemory.js';
import { CodedError } from '../../errors.js';

/** Facts in memory that threads share, or in a file. */
export type FactsPlace = FactsHome | { path: string };

/** For worker threads: a file is read at once, and whole. @throws CodedError FACTS_UNREADABLE */
export function readFacts(place: FactsPlace): Facts {
  return openFacts('path' in place ? readWhole(place.path) : place);
}

/** Not by readFileSync, which ends at 2 GiB. */
function readWhole(path: string): ArrayBuffer {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch (cause) {
    throw new CodedError('FACTS_UNREADABLE', undefined, cause);
  }
  try {
    const bytes = new Uint8Array(fstatSync(file).size);
    let read = 0;
    while (read < bytes.length) {
      const now = readSync(file, bytes, read, Math.min(bytes.length - read, PIECE_BYTES), read);
      if (now === 0) throw new CodedError('FACTS_UNREADABLE', 'The stored facts are cut short.');
      read += now;
    }
    return bytes.buffer;
  } finally {
    closeSync(file);
  }
}

const PIECE_BYTES = 256 * 1024 ** 2;
