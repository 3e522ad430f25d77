/**
 * Sorting items by their keys: merge sort over the runs that are there already, since exports are mostly in order,
 * one way or the other; stable. What is out of order is so at random, and a branch on it would be mispredicted as
 * often as not: the inner loops have none.
 */
import { ITEM_BYTES, ITEM_SHIFT, keyAt, moveItem } from './items';
import { SHORT, SHORT_SCRATCH, sortShort } from './sortShort';

// Scratch: that of short runs, the starts of runs, a copy of the items.
const STARTS: usize = SHORT_SCRATCH;

/** Bytes of scratch for `count` items. */
export function sortScratch(count: u32): u32 {
  return u32(copyAt(0, count)) + (count << u32(ITEM_SHIFT));
}

// @ts-ignore: decorator
@inline
function copyAt(scratch: usize, count: u32): usize {
  return scratch + STARTS + (usize(count / SHORT + 4) << 2);
}

export function sortByKey(items: usize, count: u32, scratch: usize): void {
  if (isAscending(items, count)) return;
  if (count <= SHORT) {
    sortShort(items, count, scratch);
    return;
  }
  const starts = scratch + STARTS;
  const copy = copyAt(scratch, count);
  let runs: u32 = 0;
  for (let at: u32 = 0; at < count; ) {
    store<u32>(starts + (usize(runs++) << 2), at);
    at = makeRun(items, at, count, scratch);
  }
  store<u32>(starts + (usize(runs) << 2), count);

  while (runs > 1) {
    let merged: u32 = 0;
    for (let run: u32 = 0; run < runs; run += 2) {
      const low = load<u32>(starts + (usize(run) << 2));
      if (run + 1 < runs) {
        const middle = load<u32>(starts + (usize(run + 1) << 2));
        const high = load<u32>(starts + (usize(run + 2) << 2));
        mergeRuns(items, low, middle, high, copy);
      }
      store<u32>(starts + (usize(merged++) << 2), low);
    }
    store<u32>(starts + (usize(merged) << 2), count);
    runs = merged;
  }
}

function isAscending(items: usize, count: u32): bool {
  const end = items + (usize(count) << ITEM_SHIFT);
  let last: u64 = 0;
  for (let item = items; item < end; item += ITEM_BYTES) {
    const key = load<u64>(item);
    if (key < last) return false;
    last = key;
  }
  return true;
}

/** Makes a run that begins at `at` and returns its end: what ascends, what strictly descends, at least SHORT items. */
function makeRun(items: usize, at: u32, count: u32, scratch: usize): u32 {
  let end = at + 1;
  if (end < count && keyAt(items, end) < keyAt(items, at)) {
    while (end < count && keyAt(items, end) < keyAt(items, end - 1)) end++;
    reverse(items, at, end);
  } else {
    while (end < count && keyAt(items, end) >= keyAt(items, end - 1)) end++;
  }
  if (end - at >= SHORT || end == count) return end;
  const wide = min(at + SHORT, count);
  sortShort(items + (usize(at) << ITEM_SHIFT), wide - at, scratch);
  return wide;
}

function reverse(items: usize, from: u32, end: u32): void {
  let low = items + (usize(from) << ITEM_SHIFT);
  let high = items + (usize(end - 1) << ITEM_SHIFT);
  while (low < high) {
    const key = load<u64>(low);
    const payload = load<u64>(low, 8);
    moveItem(low, high);
    store<u64>(high, key);
    store<u64>(high, payload, 8);
    low += ITEM_BYTES;
    high -= ITEM_BYTES;
  }
}

/**
 * Merges [low, middle) and [middle, high) where they lie. Runs of what is nearly in order overlap little: only what
 * does is moved.
 */
function mergeRuns(items: usize, low: u32, middle: u32, high: u32, copy: usize): void {
  const begin = items + (usize(low) << ITEM_SHIFT);
  const border = items + (usize(middle) << ITEM_SHIFT);
  const end = items + (usize(high) << ITEM_SHIFT);
  const least = load<u64>(border);
  let out = border;
  while (out > begin && load<u64>(out - ITEM_BYTES) > least) out -= ITEM_BYTES;

  const overlap = border - out;
  memory.copy(copy, out, overlap);
  const leftEnd = copy + overlap;
  let left = copy;
  let right = border;
  while (left < leftEnd && right < end) {
    const takesRight = usize(load<u64>(right) < load<u64>(left));
    moveItem(out, left ^ ((left ^ right) & -takesRight));
    left += (1 - takesRight) << ITEM_SHIFT;
    right += takesRight << ITEM_SHIFT;
    out += ITEM_BYTES;
  }
  memory.copy(out, left, leftEnd - left);
}
