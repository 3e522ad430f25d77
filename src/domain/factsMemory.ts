import { CodedError } from '../errors.js';

/**
 * Facts in a WebAssembly memory that threads share: the rows of artefacts are written by code that works in such a
 * memory, and reads them where they lie. What is behind them is free for that.
 */
export interface FactsMemory {
  memory: WebAssembly.Memory;
  /** Where they begin; a multiple of 8. */
  address: number;
  bytes: number;
}

/** Where facts are in memory: alone in a buffer, in the layout of facts.bin, or in the same layout in a memory. */
export type FactsHome = ArrayBufferLike | FactsMemory;

const PAGE_BYTES = 65_536;
const MOST_BYTES = 2 ** 32 - PAGE_BYTES;
const UNIT_BYTES = 64;

/** The first free byte, in units, is kept in the first word of the memory: its threads take room side by side. */
const CURSOR = 0;

/** The bytes of facts as a file holds them. */
export function factsBytes(home: FactsHome): Uint8Array {
  if (!('memory' in home)) return new Uint8Array(home);
  return new Uint8Array(home.memory.buffer, home.address, home.bytes);
}

/** Gives everything behind the facts free; for whoever has laid them out. */
export function freeRest({ memory, address, bytes }: FactsMemory): void {
  new Uint32Array(memory.buffer)[CURSOR] = Math.ceil((address + bytes) / UNIT_BYTES);
}

/**
 * Takes room behind the facts; it is given back with the memory.
 * @returns its address, a multiple of 64
 * @throws CodedError OUT_OF_MEMORY
 */
export function takeRoom(memory: WebAssembly.Memory, bytes: number): number {
  const units = Math.ceil(bytes / UNIT_BYTES);
  const address = Atomics.add(new Uint32Array(memory.buffer), CURSOR, units) * UNIT_BYTES;
  const end = address + units * UNIT_BYTES;
  const missing = Math.ceil((end - memory.buffer.byteLength) / PAGE_BYTES);
  if (end > MOST_BYTES) throw new CodedError('OUT_OF_MEMORY');
  if (missing > 0) grow(memory, missing);
  return address;
}

/** Makes room for so many bytes, at a multiple of 8; what they hold does not matter. */
export type Room = (bytes: number) => { buffer: ArrayBufferLike; byteOffset: number };

/**
 * Room behind facts that lie in a memory: it was touched already, and is given back with them. Undefined for others.
 * @throws CodedError OUT_OF_MEMORY, when it is used
 */
export function roomBehind(home: FactsHome): Room | undefined {
  if (!('memory' in home)) return undefined;
  const { memory } = home;
  return (bytes) => {
    const byteOffset = takeRoom(memory, bytes);
    // Only now: a memory that has grown has another buffer.
    return { buffer: memory.buffer, byteOffset };
  };
}

function grow(memory: WebAssembly.Memory, pages: number): void {
  try {
    memory.grow(pages);
  } catch (error) {
    throw new CodedError('OUT_OF_MEMORY', undefined, error);
  }
}
