import { closeSync, openSync, readSync } from 'node:fs';
import { REFUSAL_REASONS, type RefusalReason, type RefusedRow } from '../../domain/facts.js';
import { characterSize } from '../core/encoding.js';
import { splitRow } from '../core/split.js';
import type { RefusedSource } from './types.js';

/** Text of a refused row that is shown, in UTF-8 bytes. */
const RAW_BYTES = 4096;

/** Header of a record (assembly/refused.ts). */
const HEADER_BYTES = 32;
const NO_NUMBER = 0xffffffff;

/** Read at a time; a longer record is read as a whole. */
const CHUNK_BYTES = 1 << 20;

/** The refused rows of a scan, in file order. */
export function* readRefused(source: RefusedSource): Generator<RefusedRow> {
  for (const { path, firstLine, rows } of source.files) {
    if (rows === 0) continue;
    for (const record of recordsOf(path)) yield new RecordedRow(record, firstLine, source);
  }
}

/** Cuts the file into records, each of which says how long it is. Synchronous: a worker's thread has nothing else to do. */
function* recordsOf(path: string): Generator<Buffer> {
  const file = openSync(path, 'r');
  try {
    let held: Buffer = Buffer.alloc(0);
    for (;;) {
      const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
      const bytes = readSync(file, chunk);
      if (bytes === 0) return;
      held = held.length === 0 ? chunk.subarray(0, bytes) : Buffer.concat([held, chunk.subarray(0, bytes)]);
      let at = 0;
      while (held.length - at >= HEADER_BYTES) {
        const total = held.readUInt32LE(at + 28);
        if (held.length - at < total) break;
        yield held.subarray(at, at + total);
        at += total;
      }
      held = held.subarray(at);
    }
  } finally {
    closeSync(file);
  }
}

/** A row as its record has it; its texts are read when they are asked for: of most rows nobody does. */
class RecordedRow implements RefusedRow {
  readonly line: number;
  readonly byteOffset: number;
  readonly reason: RefusalReason;

  constructor(
    private readonly record: Buffer,
    firstLine: number,
    private readonly source: RefusedSource,
  ) {
    this.byteOffset = Number(record.readBigUInt64LE(0));
    this.line = firstLine + Number(record.readBigUInt64LE(8));
    this.reason = REFUSAL_REASONS[record.readUInt32LE(16)];
  }

  get number(): string | null {
    const length = this.record.readUInt32LE(20);
    return length === NO_NUMBER ? null : this.record.toString('utf8', HEADER_BYTES, HEADER_BYTES + length);
  }

  get fields(): string[] | null {
    return this.reason === 'MALFORMED_ROW' ? null : fieldsOf(this.text, this.source);
  }

  get unquoted(): RefusedRow['unquoted'] {
    if (this.reason === 'MALFORMED_ROW') return null;
    const { delimiter, header } = this.source;
    const text = this.text.toString('utf8');
    return !text.includes('"') && text.split(delimiter).length === header.length ? { text, delimiter } : null;
  }

  get raw(): string {
    return shownText(this.text);
  }

  private get text(): Buffer {
    const numberLength = this.record.readUInt32LE(20);
    const start = HEADER_BYTES + (numberLength === NO_NUMBER ? 0 : numberLength);
    return this.record.subarray(start, start + this.record.readUInt32LE(24));
  }
}

/** One field per column of the header; those that a short row lacks are empty. */
function fieldsOf(text: Buffer, source: RefusedSource): string[] {
  const fields = splitRow(text.toString('utf8'), 0, source.delimiter)?.fields ?? [];
  return source.header.map((_, column) => fields[column] ?? '');
}

/** At most RAW_BYTES of the text as it is shown: an invalid byte takes three there. */
function shownText(text: Buffer): string {
  if (text.length * 3 <= RAW_BYTES) return text.toString('utf8');
  const shown = cutAtCharacter(text).toString('utf8');
  const bytes = Buffer.from(shown);
  return bytes.length <= RAW_BYTES ? shown : cutAtCharacter(bytes).toString('utf8');
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
