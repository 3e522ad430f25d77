/** What the merge leaves: all ranges as one, for those who finish the cases and fetch the tables. */
import { ITEM_ADDRESS, ITEM_LENGTH, ITEM_SHIFT } from './items';
import { CASE_KEY, control, Range } from './layout';

@unmanaged
export class Merged {
  rangeCount: u32;
  /** Ranges in file order, u32 addresses. */
  ranges: u32;

  caseCount: u32;
  /** By rank: the key of the case, as an item, and where its rows begin among all rows (one more entry at the end). */
  cases: u32;
  rowStarts: u32;
  rowCount: u32;

  severities: u32;
  priorities: u32;
  statuses: u32;

  gradeCount: u32;
  /** By grade: codes of its severity and priority. */
  gradeSeverity: u32;
  gradePriority: u32;

  tripleCount: u32;
  /** By merged triple: codes of its status (low word) and grade (high word), u64. */
  tripleCodes: u32;
}

/** A merged dictionary: values by code from 1, and rows by code from 0. */
@unmanaged
export class MergedValues {
  count: u32;
  /** Address and length, u32 each, from code 1 on. */
  values: u32;
  /** f64 by code. */
  rows: u32;
  /** Bytes of all values. */
  bytes: u32;
}

export function merged(): Merged {
  return changetype<Merged>(usize(control().merged));
}

// @ts-ignore: decorator
@inline
export function rangeAt(index: u32): Range {
  return changetype<Range>(usize(load<u32>(usize(merged().ranges) + (usize(index) << 2))));
}

/** Record of the case of this rank. */
// @ts-ignore: decorator
@inline
export function recordAt(all: Merged, rank: u32): usize {
  return usize(load<u32>(usize(all.cases) + (usize(rank) << ITEM_SHIFT), ITEM_ADDRESS)) - CASE_KEY;
}

/** Bytes of the key of the case of this rank. */
// @ts-ignore: decorator
@inline
export function keyLength(all: Merged, rank: u32): u32 {
  return load<u32>(usize(all.cases) + (usize(rank) << ITEM_SHIFT), ITEM_LENGTH);
}

/** Where the rows of the case of this rank begin among all rows. */
// @ts-ignore: decorator
@inline
export function rowStart(all: Merged, rank: u32): u32 {
  return load<u32>(usize(all.rowStarts) + (usize(rank) << 2));
}

// @ts-ignore: decorator
@inline
export function mergedValue(values: MergedValues, code: u32): usize {
  return usize(values.values) + (usize(code - 1) << 3);
}
