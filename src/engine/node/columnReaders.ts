import { closeSync, openSync, readSync } from 'node:fs';
import type { Run, RunColumn } from './storeRun.js';

/** Bytes that the readers of a column hold together. */
const BUFFERED_BYTES = 8 * 1024 ** 2;
const MOST_BYTES = 1 << 18;
const LEAST_BYTES = 1 << 12;

/** One column of many runs, each read from its beginning. */
export class ColumnReaders {
  private readonly readers: ColumnReader[];

  constructor(runs: Run[], column: RunColumn) {
    const share = Math.floor(BUFFERED_BYTES / runs.length / LEAST_BYTES) * LEAST_BYTES;
    const size = Math.max(LEAST_BYTES, Math.min(MOST_BYTES, share));
    this.readers = runs.map(({ path, offsets }) => new ColumnReader(path, offsets[column], size));
  }

  /** The next u32 of a run. */
  number(run: number): number {
    return this.readers[run].number();
  }

  /** Copies the next bytes of a run to where they belong. */
  copy(run: number, target: Uint8Array, at: number, length: number): void {
    this.readers[run].copy(target, at, length);
  }

  close(): void {
    for (const reader of this.readers) reader.close();
  }
}

class ColumnReader {
  private readonly fd: number;
  private readonly buffer: Buffer;
  private at = 0;
  private end = 0;

  constructor(
    path: string,
    private position: number,
    size: number,
  ) {
    this.fd = openSync(path, 'r');
    this.buffer = Buffer.allocUnsafeSlow(size);
  }

  number(): number {
    if (this.end - this.at < 4) this.refill();
    const value = this.buffer.readUInt32LE(this.at);
    this.at += 4;
    return value;
  }

  copy(target: Uint8Array, at: number, length: number): void {
    for (let left = length; left > 0; ) {
      if (this.at === this.end) this.refill();
      const count = Math.min(left, this.end - this.at);
      copyBytes(this.buffer, this.at, target, at + length - left, count);
      this.at += count;
      left -= count;
    }
  }

  /** Keeps what has not been read, in front. */
  private refill(): void {
    this.buffer.copyWithin(0, this.at, this.end);
    this.end -= this.at;
    this.at = 0;
    const read = readSync(this.fd, this.buffer, this.end, this.buffer.length - this.end, this.position);
    if (read === 0) throw new Error('A run of cases is cut short.');
    this.position += read;
    this.end += read;
  }

  close(): void {
    closeSync(this.fd);
  }
}

/** Below this many bytes a loop is faster than a view and a call. */
const FEW_BYTES = 32;

function copyBytes(from: Uint8Array, start: number, to: Uint8Array, at: number, count: number): void {
  if (count > FEW_BYTES) to.set(from.subarray(start, start + count), at);
  else for (let k = 0; k < count; k++) to[at + k] = from[start + k];
}
