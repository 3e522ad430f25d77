import { newCoreMemory } from '../core/core.js';

/**
 * Memories between analyses. A memory that an analysis has used is used again, so that the process does not grow
 * with every file; one that a large file has blown up is left to the collector. Nothing of a file survives: an
 * analysis begins by resetting what it gets.
 */
const KEPT_BYTES = 256 * 1024 ** 2;
const KEPT_MEMORIES = 4;

const free: WebAssembly.Memory[] = [];

export function lendMemory(): WebAssembly.Memory {
  return free.pop() ?? newCoreMemory();
}

/** Only of an analysis that ended well: after a failure a thread may be at work in it still. */
export function returnMemory(memory: WebAssembly.Memory): void {
  if (memory.buffer.byteLength <= KEPT_BYTES && free.length < KEPT_MEMORIES) free.push(memory);
}
