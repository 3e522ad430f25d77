import { MAX_MEMORY_BYTES } from '../core/core.js';

/** How an analysis may use memory, in bytes. */
export interface Budget {
  /** For the core, at any time. */
  coreBytes: number;
  /** For the core while it scans: gathering the events by case takes about as much again. */
  scanBytes: number;
  /** For the facts, which stand beside the core. */
  factsBytes: number;
}

/** The core's part of a limit. Facts of a file are about a third of what the core needs for it in one pass. */
const CORE_SHARE = 0.4;
const SCAN_SHARE = 0.5;

/** @param limit bytes; without one, what 32-bit addresses reach */
export function budgetOf(limit: number = Number.POSITIVE_INFINITY): Budget {
  const coreBytes = Math.min(Math.floor(limit * CORE_SHARE), MAX_MEMORY_BYTES);
  return { coreBytes, scanBytes: Math.floor(coreBytes * SCAN_SHARE), factsBytes: limit - coreBytes };
}
