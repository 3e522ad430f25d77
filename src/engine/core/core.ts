import { instantiateSync } from '@assemblyscript/loader';

/**
 * The WebAssembly core as TypeScript sees it: the exports of assembly/index.ts, which documents them. Addresses
 * and sizes are unsigned 32-bit numbers (WebAssembly hands them out signed: `>>> 0` makes them so), offsets in
 * the file are whole doubles.
 */
export interface CoreExports {
  readonly SIMD: { valueOf(): number };
  isLaidOut(): number;
  reset(limit: number): void;
  isOutOfMemory(): number;
  usedBytes(): number;
  alloc(bytes: number): number;
  configure(
    delimiter: number,
    columns: number,
    fieldLimit: number,
    rowLimit: number,
    encoding: number,
    yearFirstOnly: number,
    seedLow: number,
    seedHigh: number,
  ): void;
  keepShare(first: number, last: number): void;
  setLimit(limit: number): void;
  mapColumn(slice: number, column: number): void;
  newRange(blockBytes: number): number;
  begin(range: number, first: number, end: number, limitCarry: number): void;
  blockAddress(range: number): number;
  blockRoom(range: number): number;
  carried(range: number): number;
  feedBlock(range: number, bytes: number, final: number, guess: number): number;
  resume(range: number): number;
  refusedAddress(range: number): number;
  takeRefused(range: number): number;
  firstRow(range: number): number;
  endRow(range: number): number;
  limitCarry(range: number): number;
  lines(range: number): number;
  rows(range: number): number;
  refusedRows(range: number, reason: number): number;
  undecodableRows(range: number): number;
  dayFirstRows(range: number): number;
  monthFirstRows(range: number): number;
  firstZone(range: number): number;
  settle(zoneMinutes: number, monthFirst: number): void;
  mergeRanges(ranges: number, count: number): void;
  caseCount(): number;
  rowStarts(): number;
  gradeCount(): number;
  gradeSeverity(): number;
  gradePriority(): number;
  valueCount(dictionary: number): number;
  valueBytes(dictionary: number): number;
  valueAddress(dictionary: number, code: number): number;
  valueLength(dictionary: number, code: number): number;
  valueRows(dictionary: number): number;
  statusWidth(): number;
  partStart(index: number, parts: number): number;
  roomForRows(rows: number): number;
  finishPart(from: number, to: number, room: number): number;
  partField(part: number, field: number): number;
  factsRoom(bytes: number, scanned: number): number;
  indexOnly(range: number, bytes: number, naive: number): void;
  indexField(range: number, field: number): number;
}

export const CORE_BUILDS = ['simd', 'scalar'] as const;
export type CoreBuild = (typeof CORE_BUILDS)[number];

export interface Core {
  readonly exports: CoreExports;
  readonly memory: WebAssembly.Memory;
}

/** What feedBlock and resume ask for. */
export const NEED_INPUT = 0;
export const NEED_DRAIN = 1;
export const RANGE_DONE = 2;

/** The row limit, in fields of the largest size (see assembly/rows.ts). */
export const ROW_LIMIT_FIELDS = 64;

/** Zones come as minutes + 1440; 0 is none. */
export const ZONE_BIAS = 1440;

/** Largest memory of an analysis: what 32-bit addresses reach, less one page. */
export const MAX_MEMORY_BYTES = 0xffff0000;

const PAGE_BYTES = 65_536;

/** A memory for one analysis at a time, shared by the threads that work on it. */
export function newCoreMemory(): WebAssembly.Memory {
  return new WebAssembly.Memory({
    initial: 2,
    maximum: Math.ceil(MAX_MEMORY_BYTES / PAGE_BYTES),
    shared: true,
  });
}

export function instantiateCore(module: WebAssembly.Module, memory: WebAssembly.Memory): Core {
  const { exports } = instantiateSync(module, { env: { memory } });
  const core = exports as unknown as CoreExports;
  if (!core.isLaidOut()) throw new Error('The static data of the core reaches into its arena.');
  return { exports: core, memory };
}

/** The smallest module that is valid only where vectors are: one function that makes a v128 and drops it. */
const SIMD_PROBE = new Uint8Array([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 10, 9, 1, 7, 0, 65, 0, 253, 15, 26, 11,
]);

/** The faster build that this machine runs. */
export function chooseBuild(): CoreBuild {
  return WebAssembly.validate(SIMD_PROBE) ? 'simd' : 'scalar';
}

export function bytesAt(core: Core, address: number, length: number): Uint8Array {
  return new Uint8Array(core.memory.buffer, address >>> 0, length);
}

export function wordsAt(core: Core, address: number, length: number): Uint32Array {
  return new Uint32Array(core.memory.buffer, address >>> 0, length);
}
