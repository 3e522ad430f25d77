import type { ByteWriter } from '../byteWriter.js';
import { writeVarint } from './thrift.js';

const GROUP = 8;
/** So many groups have a header of one byte. */
const MOST_GROUPS = 63;
const MOST_WIDTH = 32;

/** Bits that the numbers from 0 to count - 1 take; at least one, which some readers want. */
export function widthOf(count: number): number {
  return count <= 2 ? 1 : 32 - Math.clz32(count - 1);
}

/**
 * Numbers in Parquet's hybrid of runs and packed bits: eight or more of the same in a row are a run, others are packed
 * in groups of eight.
 */
export class RunLengths {
  readonly #out: ByteWriter;
  readonly #width: number;
  #value = 0;
  #count = 0;
  readonly #group = new Uint32Array(GROUP);
  #grouped = 0;
  readonly #packed = new Uint8Array(MOST_GROUPS * MOST_WIDTH);
  #groups = 0;

  /** @param width bits of a number, from 1 to 32 */
  constructor(out: ByteWriter, width: number) {
    this.#out = out;
    this.#width = width;
  }

  add(value: number, count = 1): void {
    if (value !== this.#value) {
      this.#writeRun();
      this.#value = value;
    }
    this.#count += count;
  }

  /** Writes what is left. Readers know how many numbers there are, and pass over what fills the last group up. */
  end(): void {
    this.#writeRun();
    if (this.#grouped > 0) {
      this.#group.fill(0, this.#grouped);
      this.#pack();
    }
    this.#writePacked();
  }

  #writeRun(): void {
    let count = this.#count;
    this.#count = 0;
    // A group that has begun must be whole before a run can follow.
    for (; count > 0 && (this.#grouped > 0 || count < GROUP); count--) {
      this.#group[this.#grouped++] = this.#value;
      if (this.#grouped === GROUP) this.#pack();
    }
    if (count === 0) return;
    this.#writePacked();
    writeVarint(this.#out, count * 2);
    for (let bits = 0; bits < this.#width; bits += 8) this.#out.byte((this.#value >>> bits) & 0xff);
  }

  #pack(): void {
    const packed = this.#packed;
    const width = this.#width;
    let at = this.#groups * width;
    let byte = 0;
    let filled = 0;
    for (let i = 0; i < GROUP; i++) {
      let rest = this.#group[i];
      for (let left = width; left > 0; ) {
        const taken = Math.min(8 - filled, left);
        byte |= (rest & ((1 << taken) - 1)) << filled;
        rest >>>= taken;
        left -= taken;
        filled += taken;
        if (filled === 8) {
          packed[at++] = byte;
          byte = 0;
          filled = 0;
        }
      }
    }
    this.#grouped = 0;
    if (++this.#groups === MOST_GROUPS) this.#writePacked();
  }

  #writePacked(): void {
    if (this.#groups === 0) return;
    this.#out.byte((this.#groups << 1) | 1);
    this.#out.copy(this.#packed, 0, this.#groups * this.#width);
    this.#groups = 0;
  }
}
