import { type Facts, KEY_DIGEST_BYTES } from './facts.js';

/** Finds the cases of one file that another file has, too, by the digests of their keys. */
export class CaseJoin {
  readonly #digests: Uint8Array;
  /** Open addressing; an entry is a case's index + 1, 0 is a free slot. */
  readonly #table: Uint32Array;
  readonly #taken: Uint8Array;

  /** @param cases indexes of the cases to be found; each is found once at most */
  constructor(facts: Facts, cases: Uint32Array) {
    this.#digests = facts.keyDigests;
    this.#taken = new Uint8Array(facts.caseCount);
    let size = 16;
    while (size < cases.length * 2) size *= 2;
    this.#table = new Uint32Array(size);
    for (const index of cases) {
      let slot = this.#slotOf(facts.keyDigests, index);
      while (this.#table[slot] !== 0) slot = this.#after(slot);
      this.#table[slot] = index + 1;
    }
  }

  /** Index of the case with the same key as a case of another file, which counts as taken then; -1 for none. */
  take(other: Facts, otherIndex: number): number {
    let slot = this.#slotOf(other.keyDigests, otherIndex);
    while (this.#table[slot] !== 0) {
      const index = this.#table[slot] - 1;
      if (this.#isSame(index, other.keyDigests, otherIndex)) {
        this.#taken[index] = 1;
        return index;
      }
      slot = this.#after(slot);
    }
    return -1;
  }

  wasTaken(index: number): boolean {
    return this.#taken[index] === 1;
  }

  // A digest is as good as random: any of its bytes will do as a hash.
  #slotOf(digests: Uint8Array, index: number): number {
    const at = index * KEY_DIGEST_BYTES;
    const hash = digests[at] | (digests[at + 1] << 8) | (digests[at + 2] << 16) | (digests[at + 3] << 24);
    return hash & (this.#table.length - 1);
  }

  #after(slot: number): number {
    return (slot + 1) & (this.#table.length - 1);
  }

  #isSame(index: number, digests: Uint8Array, otherIndex: number): boolean {
    const own = index * KEY_DIGEST_BYTES;
    const other = otherIndex * KEY_DIGEST_BYTES;
    for (let i = 0; i < KEY_DIGEST_BYTES; i++) {
      if (this.#digests[own + i] !== digests[other + i]) return false;
    }
    return true;
  }
}
