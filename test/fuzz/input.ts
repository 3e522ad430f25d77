import type { ReferenceOptions } from '../reference/types.js';

/** How a file is cut up on its way through the core; no result may depend on it. */
export interface Cutting {
  threads: number;
  blockBytes: number;
  /** Where the rows are cut, from 0 to 1 of their bytes, one fewer than threads; evenly when null. */
  places: number[] | null;
}

/** A file, how it is analysed, and how each build cuts it up. */
export interface FuzzInput {
  bytes: Uint8Array;
  options: ReferenceOptions;
  cuttings: Cutting[];
  /** What the bytes were made from, for who reads a failure. */
  origin: string;
}
