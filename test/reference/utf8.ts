import { INVALID } from './text.js';

/** One character of UTF-8, or the longest part of one that ends too early (shown as a single U+FFFD). */
export interface Sequence {
  /** A code point, or INVALID. */
  code: number;
  /** Bytes; at least 1. */
  length: number;
  /** The bytes end before the character does: more of them could have made it valid. */
  cut: boolean;
}

interface Lead {
  from: number;
  to: number;
  /** Bytes that follow. */
  following: number;
  /** The range of the first of them: it is what keeps out overlong forms, surrogates and what is beyond U+10FFFF. */
  second: readonly [number, number];
}

/** The well-formed sequences as the Unicode Standard lists them. */
const LEADS: readonly Lead[] = [
  { from: 0xc2, to: 0xdf, following: 1, second: [0x80, 0xbf] },
  { from: 0xe0, to: 0xe0, following: 2, second: [0xa0, 0xbf] },
  { from: 0xe1, to: 0xec, following: 2, second: [0x80, 0xbf] },
  { from: 0xed, to: 0xed, following: 2, second: [0x80, 0x9f] },
  { from: 0xee, to: 0xef, following: 2, second: [0x80, 0xbf] },
  { from: 0xf0, to: 0xf0, following: 3, second: [0x90, 0xbf] },
  { from: 0xf1, to: 0xf3, following: 3, second: [0x80, 0xbf] },
  { from: 0xf4, to: 0xf4, following: 3, second: [0x80, 0x8f] },
];

/** The sequence that begins at an index of the bytes. */
export function sequenceAt(bytes: Uint8Array, start: number): Sequence {
  const first = bytes[start];
  if (first < 0x80) return { code: first, length: 1, cut: false };
  const lead = LEADS.find(({ from, to }) => from <= first && first <= to);
  if (lead === undefined) return { code: INVALID, length: 1, cut: false };

  let code = first & (0x3f >> lead.following);
  for (let position = 1; position <= lead.following; position += 1) {
    if (start + position === bytes.length) return { code: INVALID, length: position, cut: true };
    const [lowest, highest] = position === 1 ? lead.second : [0x80, 0xbf];
    const byte = bytes[start + position];
    if (byte < lowest || byte > highest) return { code: INVALID, length: position, cut: false };
    code = (code << 6) | (byte & 0x3f);
  }
  return { code, length: lead.following + 1, cut: false };
}
