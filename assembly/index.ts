/**
 * The core's interface. Addresses and sizes are u32, offsets in the file f64 (whole, up to 2^53). docs/core.md
 * describes the order of calls; src/engine/core/core.ts is their only caller.
 */
import {
  ARENA,
  COLUMN_MAP,
  control,
  META_DAY_FIRST,
  META_MONTH_FIRST,
  META_ZONE,
  Range,
  refusedCounter,
  SLICES,
} from './layout';
import { alloc, resetMemory } from './memory';
import { finishPart, partStart, roomForRows, statusWidth } from './finish';
import { mergeRanges } from './merge';
import { Merged, merged, MergedValues, mergedValue } from './merged';
import { keepTexts } from './mergeValues';
import { beginRange, feed, makeRoom, newRange, roomFor, walk } from './ranges';
import { indexBytes, indexStructure } from './structure';
import { firstMeta, rowsWith, Traits } from './traits';

export { alloc, finishPart, mergeRanges, newRange, partStart, roomForRows, statusWidth };

/** Whether this build scans with vectors. */
export const SIMD: bool = ASC_FEATURE_SIMD;

/** Static data must end before what alloc gives out; asked once when the core is loaded. */
export function isLaidOut(): bool {
  return __heap_base <= ARENA;
}

/** Prepares the memory for an analysis; whatever it held is forgotten. `limit`: its largest size in bytes. */
export function reset(limit: u32): void {
  resetMemory(limit);
}

export function isOutOfMemory(): bool {
  return control().outOfMemory != 0;
}

/** Bytes given out so far. */
export function usedBytes(): u32 {
  return atomic.load<u32>(changetype<usize>(control()));
}

export function configure(
  delimiter: u32,
  columns: u32,
  fieldLimit: u32,
  rowLimit: u32,
  encoding: u32,
  yearFirstOnly: bool,
  seedLow: u32,
  seedHigh: u32,
): void {
  const config = control();
  config.delimiter = delimiter;
  config.columns = columns;
  config.fieldLimit = fieldLimit;
  config.rowLimit = rowLimit;
  config.encoding = encoding;
  config.yearFirstOnly = u32(yearFirstOnly);
  config.seed = (u64(seedHigh) << 32) | seedLow;
}

/** The pass keeps cases by the upper half of their hash, from `first` to `last`; of other rows only counts stay. */
export function keepShare(first: u32, last: u32): void {
  control().shareFirst = first;
  control().shareSpan = last - first;
}

/** Sets the largest size of the memory in bytes: a scan leaves room for what comes after it. */
export function setLimit(limit: u32): void {
  control().limit = limit;
}

/** Column of the header that gives slice `slice` of a row: the seven key columns, then the six value columns. */
export function mapColumn(slice: u32, column: u32): void {
  if (slice < SLICES) store<u32>(COLUMN_MAP + (usize(slice) << 2), column);
}

// --- Ranges -------------------------------------------------------------------------------------------------

// @ts-ignore: decorator
@inline
function rangeOf(address: u32): Range {
  return changetype<Range>(usize(address));
}

export function begin(range: u32, first: f64, end: f64, limitCarry: u32): void {
  beginRange(rangeOf(range), u64(first), u64(end), limitCarry);
}

/** Makes room for a block and returns where its bytes go. */
export function blockAddress(range: u32): u32 {
  const r = rangeOf(range);
  makeRoom(r);
  return control().encoding == 0 ? r.input + r.length : r.raw + r.rawCarry;
}

export function blockRoom(range: u32): u32 {
  return roomFor(rangeOf(range));
}

/** Text held back from the last block, in bytes. */
export function carried(range: u32): u32 {
  return rangeOf(range).length;
}

/** Takes in a block; returns 0 for "more input", 1 for "fetch the refused rows, then resume", 2 for "range done". */
export function feedBlock(range: u32, bytes: u32, final: bool, guess: bool): u32 {
  return feed(rangeOf(range), bytes, final, guess);
}

export function resume(range: u32): u32 {
  return walk(rangeOf(range));
}

export function refusedAddress(range: u32): u32 {
  return rangeOf(range).spill;
}

/** Bytes of refused rows that wait; they count as fetched. */
export function takeRefused(range: u32): u32 {
  const used = rangeOf(range).spillUsed;
  rangeOf(range).spillUsed = 0;
  return used;
}

export function firstRow(range: u32): f64 {
  return f64(rangeOf(range).firstRow);
}

/** Where the first row behind the range begins. */
export function endRow(range: u32): f64 {
  return f64(rangeOf(range).endRow);
}

/** Text behind endRow over which an earlier row reached its row limit; see beginRange. */
export function limitCarry(range: u32): u32 {
  const r = rangeOf(range);
  return r.limitEnd > r.rowStart ? r.limitEnd - r.rowStart : 0;
}

export function lines(range: u32): f64 {
  return f64(rangeOf(range).line);
}

export function rows(range: u32): f64 {
  return f64(rangeOf(range).rows);
}

export function refusedRows(range: u32, reason: u32): f64 {
  return f64(load<u64>(refusedCounter(rangeOf(range), reason)));
}

export function undecodableRows(range: u32): f64 {
  return f64(rangeOf(range).undecodableRows);
}

export function dayFirstRows(range: u32): f64 {
  return f64(rowsWith(traitsOf(range), META_DAY_FIRST));
}

export function monthFirstRows(range: u32): f64 {
  return f64(rowsWith(traitsOf(range), META_MONTH_FIRST));
}

/** Zone of the first valid row that has one, in minutes + 1440; 0 for none. */
export function firstZone(range: u32): u32 {
  return firstMeta(traitsOf(range), META_ZONE);
}

// @ts-ignore: decorator
@inline
function traitsOf(range: u32): Traits {
  return changetype<Traits>(usize(rangeOf(range).traits));
}

// --- Result -------------------------------------------------------------------------------------------------

/** Settles what only the whole file could tell. */
export function settle(zoneMinutes: i32, monthFirst: bool): void {
  control().zone = zoneMinutes;
  control().monthFirst = u32(monthFirst);
}

export function caseCount(): u32 {
  return merged().caseCount;
}

/** Where the rows of each case begin among all rows, u32 by rank, and their number at the end. */
export function rowStarts(): u32 {
  return merged().rowStarts;
}

export function gradeCount(): u32 {
  return merged().gradeCount;
}

export function gradeSeverity(): u32 {
  return merged().gradeSeverity;
}

export function gradePriority(): u32 {
  return merged().gradePriority;
}

// Dictionaries: 0 severity, 1 priority, 2 status.
function valuesOf(dictionary: u32): MergedValues {
  const all: Merged = merged();
  const address = dictionary == 0 ? all.severities : dictionary == 1 ? all.priorities : all.statuses;
  return changetype<MergedValues>(usize(address));
}

/** Values of a dictionary, the blank not counted. */
export function valueCount(dictionary: u32): u32 {
  return valuesOf(dictionary).count;
}

export function valueBytes(dictionary: u32): u32 {
  return valuesOf(dictionary).bytes;
}

export function valueAddress(dictionary: u32, code: u32): u32 {
  return load<u32>(mergedValue(valuesOf(dictionary), code));
}

export function valueLength(dictionary: u32, code: u32): u32 {
  return load<u32>(mergedValue(valuesOf(dictionary), code), 4);
}

/** Rows by code, f64, the blank's first. */
export function valueRows(dictionary: u32): u32 {
  return valuesOf(dictionary).rows;
}

/** One u32 of a Part, in the order of PART_FIELDS in src/engine/node/finishTasks.ts. */
export function partField(part: u32, field: u32): u32 {
  return load<u32>(usize(part) + (usize(field) << 2));
}

/**
 * Room for facts once all cases are finished: over what the scan has left below `scanned`, of which only the texts of
 * the dictionaries are needed still and move out of the way; where that is too small, behind everything. At the end of
 * it, where the log lies: the room for input in front was hardly touched, and a page that is costs time and memory.
 */
export function factsRoom(bytes: u32, scanned: u32): u32 {
  if (u64(ARENA) + bytes + 63 > scanned) return alloc(bytes);
  for (let dictionary: u32 = 0; dictionary < 3; dictionary++) keepTexts(valuesOf(dictionary));
  return (scanned - bytes) & ~63;
}

// --- Structure, for the tests that hold the two scans together ------------------------------------------------

export function indexOnly(range: u32, bytes: u32, naive: bool): void {
  const r = rangeOf(range);
  r.length = bytes;
  if (naive) indexBytes(r, u8(control().delimiter));
  else indexStructure(r, u8(control().delimiter));
}

export function indexField(range: u32, field: u32): u32 {
  const r = rangeOf(range);
  if (field == 0) return r.positions;
  if (field == 1) return r.positionCount;
  if (field == 2) return r.breaks;
  if (field == 3) return r.breakCount;
  if (field == 4) return r.suspects;
  return r.suspectCount;
}
