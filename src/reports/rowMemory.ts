import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Facts } from '../domain/facts.js';
import { type FactsHome, freeRest, takeRoom } from '../domain/factsMemory.js';
import { DIST } from '../paths.js';

/** The exports of assembly/writer/index.ts, which documents them. */
export interface RowWriter {
  start(program: number, steps: number, rows: number, from: number, to: number): void;
  fill(out: number, room: number): number;
  isDone(): number;
  wantedRoom(): number;
}

const MAX_PAGES = 65_536;
/** Below it lies what the compiler puts into memory. */
const FIRST_ADDRESS = 4_096;
/** Texts are read by words: a few bytes behind each must be there. */
const SLACK = 16;
/** What is written is handed on in pieces of about so many bytes. */
export const ROOM_BYTES = 512 * 1024;

let writerModule: WebAssembly.Module | null = null;

/** A memory that the row writer works in: columns of one report's facts, tables, and room for what is written. */
export class RowMemory {
  readonly #memory: WebAssembly.Memory;
  /** Arrays over this buffer lie in the memory already. */
  readonly #home: ArrayBufferLike;
  readonly #addresses = new Map<ArrayBufferView, number>();
  readonly writer: RowWriter;
  #bytes: Uint8Array;
  #out = { address: 0, room: 0 };

  /** @param memory one whose free part takeRoom gives out */
  constructor(memory: WebAssembly.Memory, home: ArrayBufferLike = memory.buffer) {
    this.#memory = memory;
    this.#home = home;
    this.#bytes = new Uint8Array(memory.buffer);
    writerModule ??= new WebAssembly.Module(readFileSync(join(DIST, 'assembly', 'writer.wasm')));
    const { exports } = new WebAssembly.Instance(writerModule, { env: { memory } });
    this.writer = exports as RowWriter;
  }

  /** A memory for facts that lie elsewhere: what is read of them is copied into it. */
  static empty(): RowMemory {
    const memory = new WebAssembly.Memory({ initial: 2, maximum: MAX_PAGES, shared: true });
    freeRest({ memory, address: FIRST_ADDRESS, bytes: 0 });
    return new RowMemory(memory);
  }

  /** Forgets all that empty() did not begin with; the memory itself is kept. */
  clear(): void {
    this.#addresses.clear();
    this.#out = { address: 0, room: 0 };
    freeRest({ memory: this.#memory, address: FIRST_ADDRESS, bytes: 0 });
  }

  /** Copies an array into the memory, once, unless it is there already. @returns its address */
  addressOf(array: ArrayBufferView): number {
    if (array.buffer === this.#home) return array.byteOffset;
    let address = this.#addresses.get(array);
    if (address === undefined) {
      address = this.#take(array.byteLength);
      this.#bytes.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), address);
      this.#addresses.set(array, address);
    }
    return address;
  }

  /** Room to write into: at least so many bytes, the same again as long as it is large enough. */
  room(bytes = ROOM_BYTES): { address: number; room: number } {
    if (this.#out.room < bytes) this.#out = { address: this.#take(bytes), room: bytes };
    return this.#out;
  }

  /** Bytes of the memory. Valid until they are written over. */
  bytes(address: number, length: number): Uint8Array {
    return this.#bytes.subarray(address, address + length);
  }

  /** @throws CodedError OUT_OF_MEMORY */
  #take(bytes: number): number {
    const address = takeRoom(this.#memory, bytes + SLACK);
    if (address + bytes > this.#bytes.length) this.#bytes = new Uint8Array(this.#memory.buffer);
    return address;
  }
}

const inUse = new WeakMap<Facts, RowMemory>();
const free: RowMemory[] = [];

/** The memory with the columns of some facts: all artefacts of a report are written from one. */
export function rowMemoryOf(facts: Facts): RowMemory {
  let memory = inUse.get(facts);
  if (memory === undefined) {
    memory = free.pop() ?? RowMemory.empty();
    inUse.set(facts, memory);
  }
  return memory;
}

/**
 * Makes the rows of some facts ready to be written, and not after `work`: facts that lie in a memory are read from
 * there, for others a memory is kept from report to report.
 */
export async function withRowMemory<T>(home: FactsHome, facts: Facts, work: () => Promise<T>): Promise<T> {
  const isInPlace = 'memory' in home;
  if (isInPlace) inUse.set(facts, new RowMemory(home.memory, facts.keyDigests.buffer));
  try {
    return await work();
  } finally {
    const memory = inUse.get(facts);
    inUse.delete(facts);
    if (memory !== undefined && !isInPlace) {
      memory.clear();
      free.push(memory);
    }
  }
}
