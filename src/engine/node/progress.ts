/**
 * What the threads of one analysis and its caller share: a flag to stop, and per range the bytes and rows so far.
 * Written by one thread and read by another without locks: a progress bar may be a block behind.
 */
export class SharedProgress {
  private readonly flag: Int32Array;
  private readonly counters: Float64Array;

  private constructor(readonly buffer: SharedArrayBuffer) {
    this.flag = new Int32Array(buffer, 0, 1);
    this.counters = new Float64Array(buffer, 8);
  }

  static create(ranges: number): SharedProgress {
    return new SharedProgress(new SharedArrayBuffer(8 + ranges * 16));
  }

  static over(buffer: SharedArrayBuffer): SharedProgress {
    return new SharedProgress(buffer);
  }

  stop(): void {
    Atomics.store(this.flag, 0, 1);
  }

  get stopped(): boolean {
    return Atomics.load(this.flag, 0) === 1;
  }

  report(range: number, bytes: number, rows: number): void {
    this.counters[range * 2] = bytes;
    this.counters[range * 2 + 1] = rows;
  }

  /** Sums over the ranges. */
  total(): { bytes: number; rows: number } {
    let bytes = 0;
    let rows = 0;
    for (let k = 0; k < this.counters.length; k += 2) {
      bytes += this.counters[k];
      rows += this.counters[k + 1];
    }
    return { bytes, rows };
  }
}
