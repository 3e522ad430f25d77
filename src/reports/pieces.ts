import { type Codes, KEY_DIGEST_BYTES } from '../domain/facts.js';
import { clockParts } from '../domain/wallClock.js';
import { ByteWriter } from './byteWriter.js';
import { type Pieces, SLACK, type Texts } from './copying.js';
import type { Escapes } from './escapes.js';

const ZERO = 0x30;
const HEX = Buffer.from('0123456789abcdef', 'latin1');
const [DASH, COLON] = [0x2d, 0x3a];

/** @param write writes piece i */
export function encodePieces(count: number, write: (writer: ByteWriter, index: number) => void): Pieces {
  const writer = new ByteWriter();
  const starts = new Uint32Array(count + 1);
  for (let index = 0; index < count; index++) {
    write(writer, index);
    starts[index + 1] = writer.length;
  }
  const bytes = new Uint8Array(writer.length + SLACK);
  bytes.set(writer.take());
  return { starts, view: new DataView(bytes.buffer) };
}

/** Constant ASCII texts as pieces. */
export function asciiPieces(texts: readonly string[]): Pieces {
  return encodePieces(texts.length, (writer, index) => writer.ascii(texts[index]));
}

/** The words of a dictionary as they stand in a list of them. */
export interface ListedWords {
  /** At the beginning of the list. */
  first: Pieces;
  /** After another word: with the separator in front. */
  following: Pieces;
}

/** @param write writes the word of a code */
export function listedWords(
  count: number,
  separator: string,
  write: (writer: ByteWriter, code: number) => void,
): ListedWords {
  return {
    first: encodePieces(count, write),
    following: encodePieces(count, (writer, code) => {
      writer.ascii(separator);
      write(writer, code);
    }),
  };
}

/** The list of the codes from .. to (exclusive). */
export function* writeWords(
  writer: ByteWriter,
  { first, following }: ListedWords,
  codes: Codes,
  from: number,
  to: number,
): Generator<Uint8Array> {
  if (from === to) return;
  writer.piece(first, codes[from]);
  for (let at = from + 1; at < to; ) {
    at = writer.piecesOf(following, codes, at, to);
    if (writer.isFull) yield writer.take();
  }
}

/** Texts from .. to (exclusive) of a column with a separator between them. */
export function* writeTexts(
  writer: ByteWriter,
  separator: Uint8Array,
  texts: Texts,
  from: number,
  to: number,
  escapes: Escapes,
): Generator<Uint8Array> {
  if (from === to) return;
  writer.escaped(texts, texts.starts[from], texts.starts[from + 1], escapes);
  for (let at = from + 1; at < to; ) {
    at = writer.textsAfter(separator, texts, at, to, escapes);
    if (writer.isFull) yield writer.take();
  }
}

/** A case's key as 32 hexadecimal digits. */
export function writeKey(writer: ByteWriter, keyDigests: Uint8Array, index: number): void {
  for (let i = index * KEY_DIGEST_BYTES; i < (index + 1) * KEY_DIGEST_BYTES; i++) {
    writer.byte(HEX[keyDigests[i] >>> 4]);
    writer.byte(HEX[keyDigests[i] & 15]);
  }
}

/**
 * `2025-01-20T10:00:00`
 * @param seconds of the wall clock since 1970
 * @param separator the byte between date and time
 */
export function writeTime(writer: ByteWriter, seconds: number, separator: number): void {
  const { year, month, day, hour, minute, second } = clockParts(seconds);
  writeTwoDigits(writer, Math.floor(year / 100));
  writeTwoDigits(writer, year % 100);
  writer.byte(DASH);
  writeTwoDigits(writer, month);
  writer.byte(DASH);
  writeTwoDigits(writer, day);
  writer.byte(separator);
  writeTwoDigits(writer, hour);
  writer.byte(COLON);
  writeTwoDigits(writer, minute);
  writer.byte(COLON);
  writeTwoDigits(writer, second);
}

function writeTwoDigits(writer: ByteWriter, value: number): void {
  writer.byte(ZERO + Math.floor(value / 10));
  writer.byte(ZERO + (value % 10));
}
