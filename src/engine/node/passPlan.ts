import type { CodedError } from '../../errors.js';

/** The cases that a pass keeps: those whose key has a hash (32 bits) from `first` to `last`. */
export interface Share {
  first: number;
  last: number;
}

const HASHES = 2 ** 32;

/** A file that does not fit in so many passes has a case that does not fit in any. */
const MOST_PARTS = 64;

/** What a share is made smaller to beside what it should be: cases are not of one size. */
const MARGIN = 0.8;
const LEAST_CUT = 0.75;
const LARGEST_CUT = 1 / 16;
/** Where a pass failed behind its scan, nobody knows by how much. */
const CUT_BEHIND_SCAN = 0.5;

/** How full a pass may leave the memory for the next share to grow. */
const WELL_FILLED = 0.85;
const LARGEST_GROWTH = 4;

/**
 * Which share of the hashes each pass takes. The first tries all of them; where memory does not suffice, what was
 * seen until then says how much smaller the share must be. The result never depends on the shares.
 */
export class PassPlan {
  #done = 0;
  #width: number;
  readonly #widest: number;

  /** @param parts least number of passes */
  constructor(parts = 1) {
    this.#widest = Math.ceil(HASHES / parts);
    this.#width = this.#widest;
  }

  /** Part of the hashes whose passes have ended, from 0 to 1. */
  get done(): number {
    return this.#done / HASHES;
  }

  get isOver(): boolean {
    return this.#done >= HASHES;
  }

  /** The share of the next pass. */
  get share(): Share {
    return { first: this.#done, last: Math.min(this.#done + this.#width, HASHES) - 1 };
  }

  /** Part of the hashes that are the next pass's, from 0 to 1. */
  get weight(): number {
    const { first, last } = this.share;
    return (last + 1 - first) / HASHES;
  }

  /** @param filled how much of its memory the scan of the pass took, from 0 to 1 */
  succeeded(filled: number): void {
    this.#done = this.share.last + 1;
    this.#resize(Math.min(Math.max(WELL_FILLED / filled, 1), LARGEST_GROWTH));
  }

  /**
   * @param seen how much of the file was scanned when the memory ran out, from 0 to 1; null: all of it, and it ran
   *   out behind the scan
   * @throws the failure where a smaller share is no help
   */
  failed(seen: number | null, failure: CodedError): void {
    this.#resize(seen === null ? CUT_BEHIND_SCAN : Math.max(Math.min(seen * MARGIN, LEAST_CUT), LARGEST_CUT));
    if (this.#width * MOST_PARTS < HASHES) throw failure;
  }

  /** Passes that are left are of one size. */
  #resize(factor: number): void {
    const rest = HASHES - this.#done;
    const passes = Math.ceil(rest / Math.min(this.#width * factor, this.#widest));
    if (rest > 0) this.#width = Math.ceil(rest / passes);
  }
}
