/**
 * Other encodings to UTF-8 on the way in. What is invalid becomes a single byte 0xFF, which is never part of
 * UTF-8: the row that holds it is refused by the check that refuses any invalid text.
 */
import { control, Range, UTF16BE, WINDOWS1252 } from './layout';

const INVALID: u8 = 0xff;

/** UTF-8 bytes that one byte of a file may become. */
export const MAX_EXPANSION: u32 = 3;

/** Appends the text of the first `bytes` bytes of the raw area to the input; keeps an unfinished character. */
export function transcode(range: Range, bytes: u32): void {
  const end = usize(range.raw) + bytes;
  const to = usize(range.input) + range.length;
  const written = control().encoding == WINDOWS1252 ? fromWindows1252(range, to, end) : fromUtf16(range, to, end);
  range.length = u32(written - range.input);
}

function fromWindows1252(range: Range, to: usize, end: usize): usize {
  for (let at = usize(range.raw); at < end; at++) {
    const byte = u32(load<u8>(at));
    if (byte < 0x80) store<u8>(to++, u8(byte));
    else if (byte >= 0xa0) to = putCharacter(to, byte);
    else {
      const character = u32(load<u16>(HIGH_CHARACTERS + (usize(byte - 0x80) << 1)));
      to = character == 0 ? putInvalid(to) : putCharacter(to, character);
    }
  }
  range.rawCarry = 0;
  return to;
}

/** 0x80 to 0x9F of Windows-1252; 0 marks the five bytes that it leaves undefined. */
const HIGH_CHARACTERS = memory.data<u16>([
  0x20ac, 0, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0, 0x017d, 0,
  0, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0, 0x017e, 0x0178,
]);

function fromUtf16(range: Range, to: usize, end: usize): usize {
  const bigEndian = control().encoding == UTF16BE;
  let at = usize(range.raw);
  while (at + 2 <= end) {
    const unit = unitAt(at, bigEndian);
    if ((unit & 0xf800) != 0xd800) {
      to = putCharacter(to, unit);
      at += 2;
      continue;
    }
    if (unit >= 0xdc00) {
      to = putInvalid(to);
      at += 2;
      continue;
    }
    if (at + 4 > end) {
      if (!range.final) break;
      to = putInvalid(to);
      at += 2;
      continue;
    }
    const next = unitAt(at + 2, bigEndian);
    if ((next & 0xfc00) == 0xdc00) {
      to = putCharacter(to, 0x10000 + ((unit - 0xd800) << 10) + (next - 0xdc00));
      at += 4;
    } else {
      to = putInvalid(to);
      at += 2;
    }
  }
  const left = u32(end - at);
  if (range.final && left > 0) {
    range.rawCarry = 0;
    return putInvalid(to);
  }
  memory.copy(usize(range.raw), at, left);
  range.rawCarry = left;
  return to;
}

// @ts-ignore: decorator
@inline
function unitAt(at: usize, bigEndian: bool): u32 {
  const unit = load<u16>(at);
  return u32(bigEndian ? bswap<u16>(unit) : unit);
}

// @ts-ignore: decorator
@inline
function putInvalid(to: usize): usize {
  store<u8>(to, INVALID);
  return to + 1;
}

function putCharacter(to: usize, character: u32): usize {
  if (character < 0x80) {
    store<u8>(to, u8(character));
    return to + 1;
  }
  if (character < 0x800) {
    store<u8>(to, u8(0xc0 | (character >> 6)));
    store<u8>(to, u8(0x80 | (character & 0x3f)), 1);
    return to + 2;
  }
  if (character < 0x10000) {
    store<u8>(to, u8(0xe0 | (character >> 12)));
    store<u8>(to, u8(0x80 | ((character >> 6) & 0x3f)), 1);
    store<u8>(to, u8(0x80 | (character & 0x3f)), 2);
    return to + 3;
  }
  store<u8>(to, u8(0xf0 | (character >> 18)));
  store<u8>(to, u8(0x80 | ((character >> 12) & 0x3f)), 1);
  store<u8>(to, u8(0x80 | ((character >> 6) & 0x3f)), 2);
  store<u8>(to, u8(0x80 | (character & 0x3f)), 3);
  return to + 4;
}
