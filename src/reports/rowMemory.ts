import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Facts } from '../domain/facts.js';
import { CodedError } from '../errors.js';
import { DIST } from '../paths.js';

/** The exports of assembly/writer/index.ts, which documents them. */
export interface RowWriter {
  start(program: number, steps: number, rows: number, from: number, to: number): void;
  fill(out: number, room: number): number;
  isDone(): number;
  wantedRoom(): number;
}

const PAGE_BYTES = 65_536;
const MAX_PAGES = 65_536;
/** Below it lies what the compiler puts into memory. */
const FIRST_ADDRESS = 4_096;
const ALIGNMENT = 8;
/** Texts are read by words: a few bytes behind each must be there. */
const SLACK = 16;
/** What is written is handed on in pieces of about so many bytes. */
export const ROOM_BYTES = 512 * 1024;

let writerModule: WebAssembly.Module | null = null;

/** The memory of the row writer: columns of one report's facts, tables, and room for what is written. */
export class RowMemory {
  readonly #memory = new WebAssembly.Memory({ initial: 2, maximum: MAX_PAGES, shared: true });
  readonly #addresses = new Map<ArrayBufferView, number>();
  readonly writer: RowWriter;
  #bytes = new Uint8Array(this.#memory.buffer);
  #end = FIRST_ADDRESS;
  #out = { address: 0, room: 0 };

  constructor() {
    writerModule ??= new WebAssembly.Module(readFileSync(join(DIST, 'assembly', 'writer.wasm')));
    const { exports } = new WebAssembly.Instance(writerModule, { env: { memory: this.#memory } });
    this.writer = exports as RowWriter;
  }

  /** Forgets all columns; the memory itself is kept. */
  clear(): void {
    this.#addresses.clear();
    this.#end = FIRST_ADDRESS;
    this.#out = { address: 0, room: 0 };
  }

  /** Copies an array into the memory, once. @returns its address */
  addressOf(array: ArrayBufferView): number {
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
    const address = this.#end;
    this.#end = Math.ceil((address + bytes + SLACK) / ALIGNMENT) * ALIGNMENT;
    const missing = Math.ceil((this.#end - this.#bytes.length) / PAGE_BYTES);
    if (missing > 0) {
      try {
        this.#memory.grow(missing);
      } catch (error) {
        throw new CodedError('OUT_OF_MEMORY', undefined, error);
      }
      this.#bytes = new Uint8Array(this.#memory.buffer);
    }
    return address;
  }
}

const inUse = new WeakMap<Facts, RowMemory>();
const free: RowMemory[] = [];

/** The memory with the columns of some facts: all artefacts of a report are written from one. */
export function rowMemoryOf(facts: Facts): RowMemory {
  let memory = inUse.get(facts);
  if (memory === undefined) {
    memory = free.pop() ?? new RowMemory();
    inUse.set(facts, memory);
  }
  return memory;
}

/** Says that nothing is written from these facts any more: the next report gets their memory. */
export function releaseRowMemory(facts: Facts): void {
  const memory = inUse.get(facts);
  if (memory === undefined) return;
  inUse.delete(facts);
  memory.clear();
  free.push(memory);
}
