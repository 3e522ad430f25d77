import type { FuzzInput } from './input.js';

/** Tries after which a failing input is small enough. */
const MOST_TRIES = 4000;

/**
 * The smallest input that still fails, as far as removing pieces leads: lines first, then bytes, each in ever
 * smaller pieces. Without chance: the same input shrinks to the same one.
 * @param fails whether an input fails still; asked a few thousand times at most
 */
export async function shrink(
  input: FuzzInput,
  fails: (input: FuzzInput) => Promise<boolean>,
): Promise<FuzzInput> {
  let tries = 0;
  const stillFails = async (candidate: FuzzInput) => ++tries <= MOST_TRIES && (await fails(candidate));
  let smallest = await withFewerThreads(input, stillFails);
  const withBytes = (bytes: Uint8Array): FuzzInput => ({ ...smallest, bytes });
  for (let before = Number.POSITIVE_INFINITY; smallest.bytes.length < before; ) {
    before = smallest.bytes.length;
    for (const split of [linesOf, bytesOf]) {
      const pieces = await withFewerPieces(split(smallest.bytes), (some) =>
        stillFails(withBytes(Buffer.concat(some))),
      );
      smallest = withBytes(Buffer.concat(pieces));
    }
  }
  return smallest;
}

/** Read in one piece by every build, if it fails so too. */
async function withFewerThreads(
  input: FuzzInput,
  fails: (input: FuzzInput) => Promise<boolean>,
): Promise<FuzzInput> {
  const alone = {
    ...input,
    cuttings: input.cuttings.map((cutting) => ({ ...cutting, threads: 1, places: null })),
  };
  const atOnce = { ...alone, cuttings: alone.cuttings.map((cutting) => ({ ...cutting, blockBytes: 4096 })) };
  for (const simpler of [atOnce, alone]) if (await fails(simpler)) return simpler;
  return input;
}

async function withFewerPieces(
  pieces: Uint8Array[],
  fails: (pieces: Uint8Array[]) => Promise<boolean>,
): Promise<Uint8Array[]> {
  for (let size = Math.ceil(pieces.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = 0; at < pieces.length; ) {
      const fewer = [...pieces.slice(0, at), ...pieces.slice(at + size)];
      if (fewer.length < pieces.length && (await fails(fewer))) pieces = fewer;
      else at += size;
    }
  }
  return pieces;
}

function linesOf(bytes: Uint8Array): Uint8Array[] {
  const lines: Uint8Array[] = [];
  for (let from = 0; from < bytes.length; ) {
    const at = bytes.indexOf(0x0a, from);
    const end = at === -1 ? bytes.length : at + 1;
    lines.push(bytes.subarray(from, end));
    from = end;
  }
  return lines;
}

function bytesOf(bytes: Uint8Array): Uint8Array[] {
  return Array.from(bytes, (_, at) => bytes.subarray(at, at + 1));
}
