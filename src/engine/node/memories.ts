import { newCoreMemory } from '../core/core.js';

/**
 * Memories between analyses. One that an analysis has used is used again, so that the process does not grow with every
 * file, and the next file finds pages that are there: of a large one, to touch them first takes as long as to analyse
 * the file. Nothing of a file survives: an analysis begins by resetting what it gets.
 */
export class Memories {
  private readonly free: WebAssembly.Memory[] = [];
  private freeBytes = 0;

  /** @param keptBytes of all that wait for an analysis; beyond that they are left to the collector */
  constructor(private readonly keptBytes: number) {}

  lend(): WebAssembly.Memory {
    const memory = this.free.pop();
    if (memory === undefined) return newCoreMemory();
    this.freeBytes -= memory.buffer.byteLength;
    return memory;
  }

  /**
   * Only when no thread is at work in it any more. After a failure too: a memory that is dropped lives until every
   * thread that has seen it collects its garbage, and idle threads do not.
   */
  takeBack(memory: WebAssembly.Memory): void {
    const bytes = memory.buffer.byteLength;
    if (this.freeBytes + bytes > this.keptBytes) return;
    this.free.push(memory);
    this.freeBytes += bytes;
  }
}

/** Of this process. There are never more of them than analyses that ran at once. */
export const MEMORIES = new Memories(1024 ** 3);
