import { createReadStream } from 'node:fs';
import { REFUSAL_REASONS, type RefusedRow } from '../../domain/facts.js';
import { characterSize } from '../core/encoding.js';
import { splitRow } from '../core/split.js';
import type { RefusedSource } from './types.js';

/** Text of a refused row that is shown, in UTF-8 bytes. */
const RAW_BYTES = 4096;

/** Header of a record (assembly/refused.ts). */
const HEADER_BYTES = 32;
const NO_NUMBER = 0xffffffff;

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** The refused rows of a scan, in file order. */
export async function* readRefused(source: RefusedSource): AsyncIterable<RefusedRow> {
  for (const { path, firstLine, rows } of source.files) {
    if (rows === 0) continue;
    for await (const record of recordsOf(path)) {
      yield rowOf(record, firstLine, source);
    }
  }
}

/** Cuts the file into records, each of which says how long it is. */
async function* recordsOf(path: string): AsyncIterable<Buffer> {
  let held: Buffer = Buffer.alloc(0);
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) {
    held = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
    let at = 0;
    while (held.length - at >= HEADER_BYTES) {
      const total = held.readUInt32LE(at + 28);
      if (held.length - at < total) break;
      yield held.subarray(at, at + total);
      at += total;
    }
    held = held.subarray(at);
  }
}

function rowOf(record: Buffer, firstLine: number, source: RefusedSource): RefusedRow {
  const numberLength = record.readUInt32LE(20);
  const numberEnd = HEADER_BYTES + (numberLength === NO_NUMBER ? 0 : numberLength);
  const text = record.subarray(numberEnd, numberEnd + record.readUInt32LE(24));
  const reason = REFUSAL_REASONS[record.readUInt32LE(16)];
  return {
    line: firstLine + Number(record.readBigUInt64LE(8)),
    byteOffset: Number(record.readBigUInt64LE(0)),
    reason,
    number: numberLength === NO_NUMBER ? null : decoder.decode(record.subarray(HEADER_BYTES, numberEnd)),
    fields: reason === 'MALFORMED_ROW' ? null : fieldsOf(text, source),
    raw: shownText(text),
  };
}

/** One field per column of the header; those that a short row lacks are empty. */
function fieldsOf(text: Buffer, source: RefusedSource): string[] {
  const fields = splitRow(decoder.decode(text), 0, source.delimiter)?.fields ?? [];
  return source.header.map((_, column) => fields[column] ?? '');
}

/** At most RAW_BYTES of the text as it is shown: an invalid byte takes three there. */
function shownText(text: Buffer): string {
  const shown = decoder.decode(cutAtCharacter(text));
  const bytes = Buffer.from(shown);
  return bytes.length <= RAW_BYTES ? shown : decoder.decode(cutAtCharacter(bytes));
}

/** The first RAW_BYTES, without the beginning of a character that is cut there. */
function cutAtCharacter(text: Buffer): Buffer {
  if (text.length < RAW_BYTES) return text;
  const cut = text.subarray(0, RAW_BYTES);
  for (let back = 1; back <= 3; back++) {
    const at = RAW_BYTES - back;
    if ((cut[at] & 0xc0) !== 0x80) return characterSize(cut, at) === -1 ? cut.subarray(0, at) : cut;
  }
  return cut;
}
