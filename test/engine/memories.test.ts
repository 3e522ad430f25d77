import { expect, it } from 'vitest';
import { Memories } from '../../src/engine/node/memories.js';

const PAGE_BYTES = 65_536;

/** A memory that an analysis has blown up to this many pages. */
function used(memories: Memories, pages: number): WebAssembly.Memory {
  const memory = memories.lend();
  memory.grow(pages - memory.buffer.byteLength / PAGE_BYTES);
  return memory;
}

it('a memory that was given back serves the next analysis, large as it is', () => {
  const memories = new Memories(100 * PAGE_BYTES);
  const large = used(memories, 90);
  memories.takeBack(large);
  expect(memories.lend()).toBe(large);
});

it('what waits is never more than is to be kept', () => {
  const memories = new Memories(100 * PAGE_BYTES);
  const [first, second, third] = [60, 50, 40].map((pages) => used(memories, pages));
  for (const memory of [first, second, third]) memories.takeBack(memory);
  expect([memories.lend(), memories.lend()]).toEqual([third, first]);
  const fresh = memories.lend();
  expect(fresh).not.toBe(second);
  memories.takeBack(second);
  expect(memories.lend()).toBe(second);
});
