/**
 * Where things lie in the shared memory. The memory holds one analysis and is shared by all its threads: each
 * thread has an instance of this module over it. Hence no AssemblyScript heap (every instance would have its
 * own idea of it) and no mutable static data (every instantiation writes the data segments again); all state is
 * in the structs below, found through the control block.
 *
 *   0 ..       a word of whoever writes from facts that lie here (src/domain/factsMemory.ts), the control block
 *              (Control), the column map; from 1024 on the constants of the row writer (asconfig.writer.json)
 *   STATIC     constant tables (asconfig: memoryBase), the same bytes from every instance
 *   ARENA      everything that alloc() gives out
 */
export const CONTROL: usize = 64;
/** Column of the header for each slice of a row, u32 each. */
export const COLUMN_MAP: usize = 512;
export const ARENA: usize = 131072;

/** Slices of a row: the seven key columns in key order, then these. */
export const KEY_FIELDS: u32 = 7;
export const SLICE_DATE: u32 = 7;
export const SLICE_NUMBER: u32 = 8;
export const SLICE_SEVERITY: u32 = 9;
export const SLICE_PRIORITY: u32 = 10;
export const SLICE_STATUS: u32 = 11;
export const SLICE_FLAG: u32 = 12;
export const SLICES: u32 = 13;

/** Encodings as configured; all but UTF-8 are transcoded on the way in. */
export const UTF8: u32 = 0;
export const UTF16LE: u32 = 1;
export const UTF16BE: u32 = 2;
export const WINDOWS1252: u32 = 3;

/** Row checks in their order: the index into REFUSAL_REASONS. */
export const MALFORMED_ROW: u32 = 0;
export const MISSING_KEY: u32 = 1;
export const BAD_REMEDIATION_FLAG: u32 = 2;
export const BAD_DATE: u32 = 3;
export const MISSING_NUMBER: u32 = 4;
export const REASONS: u32 = 5;

/** Room behind every readable region: vector loads may run past its last byte. */
export const PADDING: u32 = 128;

@unmanaged
export class Control {
  /** Next free byte; moved by compare-and-swap. */
  bump: u32;
  /** First byte that may not be given out. */
  limit: u32;
  /** Set before the trap of a failed allocation, so that the caller can tell it from a fault. */
  outOfMemory: u32;
  delimiter: u32;
  columns: u32;
  fieldLimit: u32;
  rowLimit: u32;
  encoding: u32;
  /** Only year-first dates are dates (date order YMD). */
  yearFirstOnly: u32;
  /** Two's complement minutes; the zone of the file, set before finishing. */
  zone: i32;
  /** Ambiguous dates are read month first; set before finishing. */
  monthFirst: u32;
  /** Address of the Merged struct. */
  merged: u32;
  /** The pass keeps the cases whose hash has an upper half from shareFirst to shareFirst + shareSpan. */
  shareFirst: u32;
  shareSpan: u32;
  seed: u64;
  /** Nothing that matters; see keepLoads. */
  touched: u64;
}

// @ts-ignore: decorator
@inline
export function control(): Control {
  return changetype<Control>(CONTROL);
}

// A slice of the row in hand: address and length of a field's value, u32 each.
// @ts-ignore: decorator
@inline
export function sliceAt(range: Range, slice: u32): usize {
  return usize(load<u32>(usize(range.slices) + (usize(slice) << 3)));
}

// @ts-ignore: decorator
@inline
export function sliceLength(range: Range, slice: u32): u32 {
  return load<u32>(usize(range.slices) + (usize(slice) << 3), 4);
}

/** Address of the count of rows refused for a reason. */
// @ts-ignore: decorator
@inline
export function refusedCounter(range: Range, reason: u32): usize {
  return changetype<usize>(range) + offsetof<Range>('refusedRows') + (usize(reason) << 3);
}

/** The scan of one byte range: what one thread works on, and what it leaves behind. */
@unmanaged
export class Range {
  // Input: UTF-8 text from `input`, `length` bytes of it; `raw` is where bytes of other encodings arrive.
  input: u32;
  inputCapacity: u32;
  /** What the input may grow to: the longest row, and a block behind it. */
  inputLimit: u32;
  /** Text that a block of the file may become. */
  blockText: u32;
  length: u32;
  raw: u32;
  rawCapacity: u32;
  /** Bytes of an unfinished character at the front of `raw`. */
  rawCarry: u32;
  final: u32;

  // Structural index of the input.
  positions: u32;
  positionCount: u32;
  breaks: u32;
  breakCount: u32;
  suspects: u32;
  suspectCount: u32;

  // The walk over the rows: next row, and where it stands in the index.
  rowStart: u32;
  nextPosition: u32;
  nextBreak: u32;
  nextSuspect: u32;
  /** Inside an overlong first line whose row is refused already: drop text up to its end. */
  skipping: u32;
  /** A row that meets a line end inside quotes before this offset fails like the row that set it. */
  faultEnd: u32;
  /** The same for the row limit; kept apart because it must travel to the next range. */
  limitEnd: u32;

  // Offsets in the file's own encoding.
  /** Input offset whose file offset is known, and that file offset. */
  markInput: u32;
  done: u32;
  markFile: u64;
  rangeEnd: u64;
  firstRow: u64;
  endRow: u64;

  // Counters.
  line: u64;
  rows: u64;
  /** Refused rows by reason: REASONS numbers, the first of them here. */
  refusedRows: u64;
  refusedRows1: u64;
  refusedRows2: u64;
  refusedRows3: u64;
  refusedRows4: u64;
  undecodableRows: u64;

  // Scratch of the row in hand.
  fieldStarts: u32;
  fieldEnds: u32;
  fieldPairs: u32;
  slices: u32;
  unescaped: u32;
  fieldCount: u32;
  extraText: u32;
  extraValue: u32;
  lineEnds: u32;

  // Refused rows, waiting to be fetched.
  spill: u32;
  spillCapacity: u32;
  spillUsed: u32;

  // Rows whose case is not resolved yet.
  batch: u32;
  batchCount: u32;
  staging: u32;
  stagingUsed: u32;
  stagingCapacity: u32;

  // Cases.
  caseTable: u32;
  caseMask: u32;
  caseCount: u32;
  caseRecords: u32;
  caseCapacity: u32;
  keyExtent: u32;
  keyExtentEnd: u32;

  // Events; extentBytes: size of the last extent.
  firstExtent: u32;
  lastExtent: u32;
  extentBytes: u32;

  // Dictionaries of severity, priority, status, and of the traits that occur.
  severities: u32;
  priorities: u32;
  statuses: u32;
  traits: u32;
  recentTraits: u32;

  // Written by the merge: case of the range → rank; trait of the range → Reading.
  caseRanks: u32;
  readings: u32;

  // The day last read, so that a run of equal days is parsed once.
  dayKeyLow: u64;
  dayKeyHigh: u64;
  dayNanos: i64;
  dayMeta: u32;
}

/** An event: one valid row. Records have the length that their number needs, in steps of 4 bytes. */
export const EVENT_TIME: usize = 0; // i64, nanoseconds of the wall clock as written, day first
export const EVENT_CASE: usize = 8; // u32, case of its range
export const EVENT_TRAIT: usize = 12; // u32, trait of its range
export const EVENT_NUMBER: usize = 16; // length and text of its number, see events.ts

/** Extent of the event log: next extent, bytes used, events. Longer where one event alone is. */
export const EXTENT_NEXT: usize = 0;
export const EXTENT_USED: usize = 4;
export const EXTENT_EVENTS: usize = 8;
export const EXTENT_BYTES: u32 = 1 << 20;

/** Zone in minutes + META_ZONE_BIAS; 0 for none. */
export const META_ZONE: u32 = 0xfff;
export const META_ZONE_BIAS: i32 = 1440;
export const META_AMBIGUOUS: u32 = 1 << 12;
export const META_DAY_FIRST: u32 = 1 << 13;
export const META_MONTH_FIRST: u32 = 1 << 14;

/** Record of a case: header, then its key (fields each ended by NUL), zero-padded to 32 bytes. */
export const CASE_HASH: usize = 0; // u64
export const CASE_KEY_LENGTH: usize = 8; // u32
export const CASE_ROWS: usize = 12; // u32
export const CASE_ID: usize = 16; // u32
export const CASE_KEY: usize = 24;

/** A row waiting for its case: hash of its key, its event, its key in the staging area. */
export const PENDING_HASH: usize = 0; // u64
export const PENDING_EVENT: usize = 8; // u32
export const PENDING_KEY: usize = 12; // u32
export const PENDING_LENGTH: usize = 16; // u32
export const PENDING_BYTES: u32 = 24;
export const BATCH_ROWS: u32 = 32;
