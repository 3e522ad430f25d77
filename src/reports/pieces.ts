import { KEY_DIGEST_BYTES, type TextColumn } from '../domain/facts.js';
import { clockParts } from '../domain/wallClock.js';
import { ByteWriter } from './byteWriter.js';

const ZERO = 0x30;
const HEX = Buffer.from('0123456789abcdef', 'latin1');
const [DASH, COLON] = [0x2d, 0x3a];

/**
 * Texts that occur again and again, encoded once: text i is bytes[starts[i] .. starts[i + 1]).
 * @param write writes text i
 */
export function encodePieces(count: number, write: (writer: ByteWriter, index: number) => void): TextColumn {
  const writer = new ByteWriter();
  const starts = new Uint32Array(count + 1);
  for (let index = 0; index < count; index++) {
    write(writer, index);
    starts[index + 1] = writer.length;
  }
  return { starts, bytes: writer.take().slice() };
}

export function writePiece(writer: ByteWriter, { starts, bytes }: TextColumn, index: number): void {
  writer.copy(bytes, starts[index], starts[index + 1]);
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
