import { MAX_MEMORY_BYTES } from '../core/core.js';

/** How an analysis may use memory, in bytes. */
export interface Budget {
  /** For the core, at any time. */
  coreBytes: number;
  /** For the core while it scans: gathering the events by case takes about as much again. */
  scanBytes: number;
  /** For the facts. */
  factsBytes: number;
}

/** What the core has of a limit when the facts stand beside it; they are about a third of what it needs in one pass. */
const CORE_SHARE = 0.4;
const SCAN_SHARE = 0.5;

/**
 * @param limit bytes; without one, what 32-bit addresses reach
 * @param inPlace whether the facts are laid out in the core's memory, so that it serves both in turn
 */
export function budgetOf(limit: number = Number.POSITIVE_INFINITY, inPlace: boolean = false): Budget {
  const coreBytes = Math.min(Math.floor(limit * (inPlace ? 1 : CORE_SHARE)), MAX_MEMORY_BYTES);
  const scanBytes = Math.floor(coreBytes * SCAN_SHARE);
  return { coreBytes, scanBytes, factsBytes: inPlace ? coreBytes : limit - coreBytes };
}
