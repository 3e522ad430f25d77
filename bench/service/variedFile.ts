import { randomUUID } from 'node:crypto';
import { closeSync, createReadStream, openSync, readSync, statSync } from 'node:fs';
import { SAMPLE_COLUMNS } from '../sample/catalogue.js';

const HEAD_BYTES = 64 * 1024;
const DELIMITER = ';';
const NUMBER = SAMPLE_COLUMNS.indexOf('number');
const CHUNK_BYTES = 1024 ** 2;

/** A file with one row of its own at its end: bytes that have not come before, so that they are analysed. */
export interface VariedFile {
  bytes: number;
  body(): AsyncIterable<Uint8Array>;
}

/** @param path a file of the sample generator; it is read again by each body */
export function variedFile(path: string): VariedFile {
  const tail = tailOf(headOf(path));
  return {
    bytes: statSync(path).size + tail.byteLength,
    async *body() {
      yield* createReadStream(path, { highWaterMark: CHUNK_BYTES });
      yield tail;
    },
  };
}

/**
 * The same of a file that is in memory, in parts. The bytes are sent from where they lie, each time: where memory is
 * virtual twice over, the first touch of every page costs as much as sending it, and that is the client's affair.
 */
export function variedBytes(whole: Buffer<ArrayBuffer>): VariedFile & { parts: Uint8Array<ArrayBuffer>[] } {
  const tail = tailOf(whole.subarray(0, HEAD_BYTES));
  const parts = [whole, tail];
  return {
    parts,
    bytes: whole.byteLength + tail.byteLength,
    async *body() {
      yield* parts;
    },
  };
}

function tailOf(head: Buffer): Buffer<ArrayBuffer> {
  return Buffer.from(`${ownRow(head.toString(), randomUUID())}\n`);
}

/** A row of a file under another number. @throws Error when no row of its beginning is whole and unquoted */
export function ownRow(head: string, number: string): string {
  const rows = head.split('\n').slice(1, -1);
  const plain = rows.find(
    (row) => !row.includes('"') && row.split(DELIMITER).length === SAMPLE_COLUMNS.length,
  );
  if (plain === undefined) throw new Error('The file does not begin like one of the generator.');
  return plain.split(DELIMITER).with(NUMBER, number).join(DELIMITER);
}

function headOf(path: string): Buffer {
  const file = openSync(path, 'r');
  try {
    const head = Buffer.alloc(HEAD_BYTES);
    return head.subarray(0, readSync(file, head));
  } finally {
    closeSync(file);
  }
}
