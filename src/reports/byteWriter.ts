import { copyEscaped, SLACK, type Texts, viewOf } from './copying.js';
import type { Escapes } from './escapes.js';

/** A chunk is handed on once it has grown to this many bytes. */
export const CHUNK_BYTES = 256 * 1024;

/** Longer runs are copied by the runtime, shorter ones are cheaper to copy byte by byte than to ask it for. */
const SHORT_RUN = 32;

/**
 * Bytes of an artefact in the making: grows as it must between two takes, and is used again after each, so that a
 * report of any size is written through one buffer. Every method makes room once and works on local variables then:
 * these are the loops that run once per byte of an artefact.
 */
export class ByteWriter {
  #bytes = Buffer.allocUnsafe(CHUNK_BYTES + 64 * 1024);
  #target = { bytes: this.#bytes, view: viewOf(this.#bytes) };
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
    this.#makeRoom(1);
    this.#bytes[this.#length++] = value;
  }

  /** Four bytes, the lowest first. */
  uint32(value: number): void {
    this.#makeRoom(4);
    this.#target.view.setUint32(this.#length, value, true);
    this.#length += 4;
  }

  /** An ASCII text. */
  ascii(text: string): void {
    this.#makeRoom(text.length);
    const bytes = this.#bytes;
    const at = this.#length;
    if (text.length > SHORT_RUN) bytes.write(text, at, 'latin1');
    else for (let i = 0; i < text.length; i++) bytes[at + i] = text.charCodeAt(i);
    this.#length = at + text.length;
  }

  /** Any text, as UTF-8. */
  text(text: string): void {
    this.#makeRoom(text.length * 3);
    this.#length += this.#bytes.write(text, this.#length, 'utf8');
  }

  /** Bytes from .. to (exclusive) of another array, as they are. */
  copy(source: Uint8Array, from = 0, to = source.length): void {
    this.#makeRoom(to - from);
    const bytes = this.#bytes;
    const shift = this.#length - from;
    if (to - from > SHORT_RUN) bytes.set(source.subarray(from, to), this.#length);
    else for (let i = from; i < to; i++) bytes[shift + i] = source[i];
    this.#length = shift + to;
  }

  /** Bytes from .. to (exclusive) of some texts, some of them escaped. */
  escaped(texts: Texts, from: number, to: number, escapes: Escapes): void {
    this.#makeRoom((to - from) * escapes.longest);
    this.#length = copyEscaped(this.#target, this.#length, texts, from, to, escapes);
  }

  #makeRoom(bytes: number): void {
    const needed = this.#length + bytes + SLACK;
    if (needed <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(needed, this.#bytes.length * 2));
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
    this.#target = { bytes: larger, view: viewOf(larger) };
  }
}
