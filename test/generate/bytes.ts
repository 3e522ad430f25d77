import type { Encoding } from '../../src/domain/facts.js';
import { decode } from '../reference/decode.js';

/** Stands in generated text for bytes that the file's encoding does not allow. */
export const INVALID_MARK = '\uF8FF';

/** Each in turn: a stray continuation, cut characters, an overlong form, a surrogate, beyond U+10FFFF, no lead at all. */
const INVALID_UTF8 = [
  [0x80],
  [0xc3],
  [0xe2, 0x82],
  [0xf0, 0x9f, 0x98],
  [0xc0, 0xaf],
  [0xed, 0xa0, 0x80],
  [0xf4, 0x90],
  [0xff],
];
const INVALID_WINDOWS_1252 = [0x81, 0x8d, 0x8f, 0x90, 0x9d];
const LONE_SURROGATES = [0xd800, 0xdc00, 0xdfff, 0xdbff];

const MARKS: Record<Encoding, number[]> = {
  'utf-8': [0xef, 0xbb, 0xbf],
  'utf-16le': [0xff, 0xfe],
  'utf-16be': [0xfe, 0xff],
  'windows-1252': [],
};

/** The bytes of a text, with a byte order mark or without; what the encoding cannot write becomes a `?`. */
export function encode(text: string, encoding: Encoding, withMark: boolean): Uint8Array {
  const parts = text.split(INVALID_MARK);
  const chunks = parts.flatMap((part, index) =>
    index === 0 ? [encodePart(part, encoding)] : [invalidBytes(encoding, index), encodePart(part, encoding)],
  );
  return Buffer.concat([Buffer.from(withMark ? MARKS[encoding] : []), ...chunks]);
}

function encodePart(text: string, encoding: Encoding): Buffer {
  if (encoding === 'utf-8') return Buffer.from(text, 'utf8');
  if (encoding === 'utf-16le') return Buffer.from(text, 'utf16le');
  if (encoding === 'utf-16be') return Buffer.from(text, 'utf16le').swap16();
  return Buffer.from([...text].map((character) => WINDOWS_1252.get(character) ?? '?'.charCodeAt(0)));
}

function invalidBytes(encoding: Encoding, turn: number): Buffer {
  if (encoding === 'utf-8') return Buffer.from(INVALID_UTF8[turn % INVALID_UTF8.length]);
  if (encoding === 'windows-1252') return Buffer.of(INVALID_WINDOWS_1252[turn % INVALID_WINDOWS_1252.length]);
  const unit = Buffer.from(Uint16Array.of(LONE_SURROGATES[turn % LONE_SURROGATES.length]).buffer);
  return encoding === 'utf-16le' ? unit : unit.swap16();
}

const WINDOWS_1252: ReadonlyMap<string, number> = new Map(
  Array.from({ length: 256 }, (_, byte) => {
    const text = decode(Uint8Array.of(byte), 'windows-1252');
    return [text.slice(0, 1), byte] as const;
  }).filter(([character]) => character !== '\uFFFD'),
);
