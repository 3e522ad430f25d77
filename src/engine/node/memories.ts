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

/**
 * Only when no thread is at work in it any more. After a failure too: a memory that is dropped lives until every
 * thread that has seen it collects its garbage, and idle threads do not.
 */
export function returnMemory(memory: WebAssembly.Memory): void {
  if (memory.buffer.byteLength <= KEPT_BYTES && free.length < KEPT_MEMORIES) free.push(memory);
}
