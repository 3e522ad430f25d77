/** Words before the texts: which text counts, and the length of each in bytes. */
const CURRENT = 0;
const LENGTHS = 1;
const HEAD_BYTES = 12;

/** A renewed address is about as long as the first one. */
const SPARE_BYTES = 4096;

/**
 * The address of a remote file, in memory that threads share: an address that is renewed on one thread is the next
 * one that the others use, though they hear no message while they work. Two texts take turns, so that nobody
 * reads one that is being written.
 */
export class SharedAddress {
  readonly #head: Int32Array;
  readonly #texts: [Uint8Array, Uint8Array];

  private constructor(readonly buffer: SharedArrayBuffer) {
    const size = (buffer.byteLength - HEAD_BYTES) / 2;
    this.#head = new Int32Array(buffer, 0, HEAD_BYTES / 4);
    this.#texts = [new Uint8Array(buffer, HEAD_BYTES, size), new Uint8Array(buffer, HEAD_BYTES + size, size)];
  }

  static create(url: string): SharedAddress {
    const size = Buffer.byteLength(url) + SPARE_BYTES;
    const address = new SharedAddress(new SharedArrayBuffer(HEAD_BYTES + 2 * size));
    address.renew(url);
    return address;
  }

  /** The address that another thread has made, by its memory. */
  static over(buffer: SharedArrayBuffer): SharedAddress {
    return new SharedAddress(buffer);
  }

  get url(): string {
    const current = Atomics.load(this.#head, CURRENT);
    return Buffer.from(this.#texts[current].subarray(0, this.#head[LENGTHS + current])).toString();
  }

  /** @throws RangeError when the text is far longer than the first one */
  renew(url: string): void {
    const text = Buffer.from(url);
    const other = 1 - Atomics.load(this.#head, CURRENT);
    this.#texts[other].set(text);
    this.#head[LENGTHS + other] = text.length;
    Atomics.store(this.#head, CURRENT, other);
  }
}
