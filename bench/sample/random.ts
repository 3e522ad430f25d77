/** A small seeded source of chance (sfc32): the same seed gives the same sequence on every machine. */
export class Random {
  private a: number;
  private b: number;
  private c: number;
  private counter = 1;

  /** @param seed      any whole number
   *  @param sequence  another number gives another sequence of the same seed */
  constructor(seed: number, sequence = 0) {
    this.a = seed | 0;
    this.b = sequence | 0;
    this.c = Math.floor(seed / 2 ** 32) ^ 0x9e3779b9;
    // The first draws still show the seed: neighbouring seeds would begin alike.
    for (let draw = 0; draw < 12; draw += 1) this.bits();
  }

  /** 32 bits, as a number from 0. */
  bits(): number {
    const sum = (this.a + this.b + this.counter) | 0;
    this.counter = (this.counter + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = (((this.c << 21) | (this.c >>> 11)) + sum) | 0;
    return sum >>> 0;
  }

  /** From 0, below 1. */
  fraction(): number {
    return this.bits() / 2 ** 32;
  }

  /** A whole number from 0, below the bound. */
  below(bound: number): number {
    return Math.floor(this.fraction() * bound);
  }

  /** True so often in a hundred. */
  percent(share: number): boolean {
    return this.fraction() * 100 < share;
  }

  pick<Item>(items: readonly Item[]): Item {
    return items[this.below(items.length)];
  }
}
