/** A chunk is handed on once it has grown to this many bytes. */
export const CHUNK_BYTES = 256 * 1024;

/** Longer runs are copied by the runtime, shorter ones are cheaper to copy byte by byte than to ask it for. */
const SHORT_RUN = 32;

const NOT_ESCAPED = 0;

/**
 * For each byte what is written instead of it: 0 for the byte itself, else an index into `texts`.
 * Escapes are of ASCII bytes only, so that UTF-8 passes whole.
 */
export interface Escapes {
  readonly indexOf: Uint8Array;
  readonly texts: Uint8Array[];
}

/** @param texts what is written instead of a byte */
export function escapes(texts: ReadonlyMap<number, string>): Escapes {
  const result: Escapes = { indexOf: new Uint8Array(256), texts: [new Uint8Array(0)] };
  for (const [byte, text] of texts) {
    result.indexOf[byte] = result.texts.length;
    result.texts.push(Buffer.from(text, 'latin1'));
  }
  return result;
}

/**
 * Bytes of an artefact in the making: grows as it must between two takes, and is used again after each, so that a
 * report of any size is written through one buffer.
 */
export class ByteWriter {
  #bytes = Buffer.allocUnsafe(CHUNK_BYTES + 64 * 1024);
  #length = 0;

  /** Whether there is a chunk to take. */
  get isFull(): boolean {
    return this.#length >= CHUNK_BYTES;
  }

  /** Bytes written since the last take. */
  get length(): number {
    return this.#length;
  }

  /** What was written since the last take. Valid until the next write: consume it first. */
  take(): Uint8Array {
    const chunk = this.#bytes.subarray(0, this.#length);
    this.#length = 0;
    return chunk;
  }

  byte(value: number): void {
    if (this.#length === this.#bytes.length) this.#makeRoom(1);
    this.#bytes[this.#length++] = value;
  }

  /** An ASCII text. */
  ascii(text: string): void {
    this.#makeRoom(text.length);
    if (text.length > SHORT_RUN) {
      this.#length += this.#bytes.write(text, this.#length, 'latin1');
      return;
    }
    const bytes = this.#bytes;
    for (let i = 0; i < text.length; i++) bytes[this.#length++] = text.charCodeAt(i);
  }

  /** Any text, as UTF-8. */
  text(text: string): void {
    this.#makeRoom(text.length * 3);
    this.#length += this.#bytes.write(text, this.#length, 'utf8');
  }

  /** Bytes from .. to (exclusive) of another array, as they are. */
  copy(source: Uint8Array, from = 0, to = source.length): void {
    this.#makeRoom(to - from);
    if (to - from > SHORT_RUN) {
      this.#bytes.set(source.subarray(from, to), this.#length);
      this.#length += to - from;
      return;
    }
    const bytes = this.#bytes;
    for (let i = from; i < to; i++) bytes[this.#length++] = source[i];
  }

  /** Bytes from .. to (exclusive) of another array, some of them escaped. */
  escaped(source: Uint8Array, from: number, to: number, { indexOf, texts }: Escapes): void {
    this.#makeRoom(to - from);
    let bytes = this.#bytes;
    let length = this.#length;
    for (let i = from; i < to; i++) {
      const replacement = indexOf[source[i]];
      if (replacement === NOT_ESCAPED) {
        bytes[length++] = source[i];
        continue;
      }
      this.#length = length;
      this.#makeRoom(texts[replacement].length + (to - i));
      bytes = this.#bytes;
      bytes.set(texts[replacement], length);
      length += texts[replacement].length;
    }
    this.#length = length;
  }

  #makeRoom(bytes: number): void {
    const needed = this.#length + bytes;
    if (needed <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(needed, this.#bytes.length * 2));
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
  }
}
