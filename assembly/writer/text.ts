/** Bytes of texts on their way into an artefact. Whoever calls has made sure that there is room. */

/** An escape table has eight bytes per byte value: the length of what is written instead, then its bytes. */
const ESCAPE_SHIFT: usize = 3;

/** Copies may write up to seven bytes beyond their end. */
export const SLACK: u32 = 8;

const LOW_BITS: u64 = 0x0101010101010101;
const HIGH_BITS: u64 = 0x8080808080808080;

// @ts-ignore: decorator
@inline
function hasByte(word: u64, pattern: u64): u64 {
  const x = word ^ pattern;
  return (x - LOW_BITS) & ~x & HIGH_BITS;
}

/** Whether one of eight bytes may be a control character, a quote, a backslash or a semicolon: the rest is plain. */
// @ts-ignore: decorator
@inline
function maySpecial(word: u64): bool {
  const control = (word - 0x2020202020202020) & ~word & HIGH_BITS;
  return (
    (control |
      hasByte(word, 0x2222222222222222) |
      hasByte(word, 0x5c5c5c5c5c5c5c5c) |
      hasByte(word, 0x3b3b3b3b3b3b3b3b)) !=
    0
  );
}

/** Copies by words; also up to seven bytes behind the text, which must be there. */
// @ts-ignore: decorator
@inline
export function copyPlain(to: usize, from: usize, length: u32): usize {
  for (let i: u32 = 0; i < length; i += 8) store<u64>(to + i, load<u64>(from + i));
  return to + length;
}

/** Copies a text, its bytes replaced as the table says. @returns where the target ends */
export function copyEscaped(to: usize, from: usize, end: usize, escapes: usize): usize {
  let at = to;
  let source = from;
  while (source < end) {
    const word = load<u64>(source);
    if (!maySpecial(word)) {
      store<u64>(at, word);
      const step = min<usize>(8, end - source);
      at += step;
      source += step;
      continue;
    }
    const stop = min(source + 8, end);
    for (; source < stop; source++) {
      const entry = escapes + (<usize>load<u8>(source) << ESCAPE_SHIFT);
      const length = load<u8>(entry);
      store<u64>(at, load<u64>(entry) >> 8);
      at += length;
    }
  }
  return at;
}

/** Whether one of the bytes from .. end is flagged with a bit in a table of 256. Only special bytes may be. */
export function hasFlagged(from: usize, end: usize, flags: usize, bit: u8): bool {
  for (let source = from; source < end; source += 8) {
    if (!maySpecial(load<u64>(source))) continue;
    const stop = min(source + 8, end);
    for (let at = source; at < stop; at++) {
      if ((load<u8>(flags + load<u8>(at)) & bit) != 0) return true;
    }
  }
  return false;
}
