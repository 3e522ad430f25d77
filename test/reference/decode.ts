import type { Encoding } from '../../src/domain/facts.js';
import { BYTE_ORDER_MARKS, startsWith } from './encoding.js';
import { INVALID, Text } from './text.js';
import { sequenceAt } from './utf8.js';

/** Windows-1252 from 80 to 9F; the rest of it is Latin-1. */
const HIGH_CONTROLS = '€\0‚ƒ„…†‡ˆ‰Š‹Œ\0Ž\0\0‘’“”•–—˜™š›œ\0žŸ';

/** The text of a file, without its byte order mark. What is invalid stays in place, one character each. */
export function decode(bytes: Uint8Array, encoding: Encoding): Text {
  const mark = BYTE_ORDER_MARKS[encoding];
  const start = startsWith(bytes, mark) ? mark.length : 0;
  if (encoding === 'utf-8') return decodeUtf8(bytes, start);
  if (encoding === 'windows-1252') return decodeWindows1252(bytes, start);
  return decodeUtf16(bytes, start, encoding === 'utf-16le');
}

/** Each invalid byte counts for itself: the file is UTF-8 as it stands. */
function decodeUtf8(bytes: Uint8Array, start: number): Text {
  const text = new Text(start);
  for (let at = start; at < bytes.length; ) {
    const { code, length } = sequenceAt(bytes, at);
    text.append(code, length, length);
    at += length;
  }
  return text;
}

function decodeWindows1252(bytes: Uint8Array, start: number): Text {
  const text = new Text(start);
  for (const byte of bytes.subarray(start)) {
    const code = windows1252Code(byte);
    text.append(code, 1, utf8Length(code));
  }
  return text;
}

function windows1252Code(byte: number): number {
  if (byte < 0x80 || byte > 0x9f) return byte;
  return HIGH_CONTROLS.charCodeAt(byte - 0x80) || INVALID;
}

/** A surrogate without its other half is one invalid character, and so is an odd last byte. */
function decodeUtf16(bytes: Uint8Array, start: number, littleEndian: boolean): Text {
  const text = new Text(start);
  const unitAt = (at: number): number =>
    littleEndian ? bytes[at] | (bytes[at + 1] << 8) : (bytes[at] << 8) | bytes[at + 1];
  for (let at = start; at < bytes.length; ) {
    if (at + 1 === bytes.length) {
      text.append(INVALID, 1, utf8Length(INVALID));
      break;
    }
    const unit = unitAt(at);
    const next = at + 3 < bytes.length ? unitAt(at + 2) : 0;
    if (isHighSurrogate(unit) && isLowSurrogate(next)) {
      text.append(0x10000 + ((unit - 0xd800) << 10) + (next - 0xdc00), 4, 4);
      at += 4;
      continue;
    }
    const code = isHighSurrogate(unit) || isLowSurrogate(unit) ? INVALID : unit;
    text.append(code, 2, utf8Length(code));
    at += 2;
  }
  return text;
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}

/** Bytes of a character in UTF-8; an invalid one of another encoding counts for one. */
function utf8Length(code: number): number {
  if (code < 0x80) return 1;
  if (code < 0x800) return 2;
  return code < 0x10000 ? 3 : 4;
}
