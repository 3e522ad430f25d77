import type { TextColumn } from '../../domain/facts.js';

/** Texts that are looked at before one counts as new: whoever makes keys collide gains larger files, and no time. */
const MOST_PROBES = 16;

/** Numbers the distinct ones of some texts, in the order in which they come. Now and then one is there twice. */
export class DistinctTexts {
  readonly #column: TextColumn;
  /** One more than the number of a text, 0 where there is none. */
  #slots = new Uint32Array(0);
  #hashes = new Uint32Array(0);
  #texts = new Uint32Array(0);
  count = 0;

  constructor(column: TextColumn) {
    this.#column = column;
  }

  /** Forgets all. @param most texts that will be asked for */
  restart(most: number): void {
    const slots = 2 ** Math.ceil(Math.log2(most * 2 + 1));
    if (slots > this.#slots.length) {
      this.#slots = new Uint32Array(slots);
      this.#hashes = new Uint32Array(slots);
      this.#texts = new Uint32Array(slots);
    } else this.#slots.fill(0);
    this.count = 0;
  }

  /** The number of a text. @param text its place in the column */
  codeOf(text: number): number {
    const mask = this.#slots.length - 1;
    const hash = this.#hashOf(text);
    let slot = hash & mask;
    for (let probe = 0; this.#slots[slot] !== 0; slot = (slot + 1) & mask, probe++) {
      const code = this.#slots[slot] - 1;
      if (probe < MOST_PROBES && this.#hashes[code] === hash && this.#areEqual(this.#texts[code], text))
        return code;
    }
    this.#hashes[this.count] = hash;
    this.#texts[this.count] = text;
    this.#slots[slot] = ++this.count;
    return this.count - 1;
  }

  /** The place of a text with this number. */
  textOf(code: number): number {
    return this.#texts[code];
  }

  #hashOf(text: number): number {
    const { starts, bytes } = this.#column;
    const end = starts[text + 1];
    let hash = 0x811c_9dc5;
    for (let i = starts[text]; i < end; i++) hash = Math.imul(hash ^ bytes[i], 0x0100_0193);
    return (hash ^ (hash >>> 15)) >>> 0;
  }

  #areEqual(a: number, b: number): boolean {
    const { starts, bytes } = this.#column;
    const length = starts[a + 1] - starts[a];
    if (starts[b + 1] - starts[b] !== length) return false;
    for (let i = 0; i < length; i++) if (bytes[starts[a] + i] !== bytes[starts[b] + i]) return false;
    return true;
  }
}
