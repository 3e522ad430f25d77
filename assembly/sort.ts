/**
 * Sorting. Items are 16 bytes: a key (u64, unsigned) and a payload (8 bytes). Merge sort over the runs that are
 * there already, since exports are mostly in order, one way or the other; stable.
 */
export const ITEM_KEY: usize = 0;
export const ITEM_ADDRESS: usize = 8; // u32, of texts
export const ITEM_LENGTH: usize = 12; // u32, of texts
export const ITEM_SHIFT: usize = 4;

const MIN_RUN: u32 = 32;

/** Bytes of scratch for `count` items: a copy, and the starts of runs. */
export function sortScratch(count: u32): u32 {
  return (count << 4) + ((count / MIN_RUN + 4) << 2);
}

export function sortByKey(items: usize, count: u32, scratch: usize): void {
  if (isAscending(items, count)) return;
  if (count <= MIN_RUN) {
    insertionSort(items, 0, count);
    return;
  }
  const starts = scratch + (usize(count) << ITEM_SHIFT);
  let runs: u32 = 0;
  for (let at: u32 = 0; at < count; ) {
    store<u32>(starts + (usize(runs++) << 2), at);
    at = makeRun(items, at, count);
  }
  store<u32>(starts + (usize(runs) << 2), count);

  while (runs > 1) {
    let merged: u32 = 0;
    for (let run: u32 = 0; run < runs; run += 2) {
      const low = load<u32>(starts + (usize(run) << 2));
      if (run + 1 < runs) {
        const middle = load<u32>(starts + (usize(run + 1) << 2));
        const high = load<u32>(starts + (usize(run + 2) << 2));
        mergeRuns(items, low, middle, high, scratch);
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
  for (let item = items; item < end; item += 16) {
    const key = load<u64>(item);
    if (key < last) return false;
    last = key;
  }
  return true;
}

// @ts-ignore: decorator
@inline
function keyAt(items: usize, index: u32): u64 {
  return load<u64>(items + (usize(index) << ITEM_SHIFT));
}

// @ts-ignore: decorator
@inline
function move(to: usize, from: usize): void {
  store<u64>(to, load<u64>(from));
  store<u64>(to, load<u64>(from, 8), 8);
}

/** Makes a run that begins at `at` and returns its end: what ascends, what strictly descends, at least MIN_RUN. */
function makeRun(items: usize, at: u32, count: u32): u32 {
  let end = at + 1;
  if (end < count && keyAt(items, end) < keyAt(items, at)) {
    while (end < count && keyAt(items, end) < keyAt(items, end - 1)) end++;
    reverse(items, at, end);
  } else {
    while (end < count && keyAt(items, end) >= keyAt(items, end - 1)) end++;
  }
  if (end - at >= MIN_RUN || end == count) return end;
  const wide = min(at + MIN_RUN, count);
  insertionSort(items + (usize(at) << ITEM_SHIFT), end - at, wide - at);
  return wide;
}

function reverse(items: usize, from: u32, end: u32): void {
  let low = items + (usize(from) << ITEM_SHIFT);
  let high = items + (usize(end - 1) << ITEM_SHIFT);
  while (low < high) {
    const key = load<u64>(low);
    const payload = load<u64>(low, 8);
    move(low, high);
    store<u64>(high, key);
    store<u64>(high, payload, 8);
    low += 16;
    high -= 16;
  }
}

/** Inserts items sorted .. count among the `sorted` first ones. */
function insertionSort(items: usize, sorted: u32, count: u32): void {
  for (let k = max<u32>(sorted, 1); k < count; k++) {
    const key = keyAt(items, k);
    const payload = load<u64>(items + (usize(k) << ITEM_SHIFT), 8);
    let at = items + (usize(k) << ITEM_SHIFT);
    while (at > items && load<u64>(at - 16) > key) {
      move(at, at - 16);
      at -= 16;
    }
    store<u64>(at, key);
    store<u64>(at, payload, 8);
  }
}

/**
 * Merges [low, middle) and [middle, high) where they lie. Runs of what is nearly in order overlap little: only what
 * does is moved.
 */
function mergeRuns(items: usize, low: u32, middle: u32, high: u32, scratch: usize): void {
  const begin = items + (usize(low) << ITEM_SHIFT);
  const border = items + (usize(middle) << ITEM_SHIFT);
  const end = items + (usize(high) << ITEM_SHIFT);
  const least = load<u64>(border);
  let out = border;
  while (out > begin && load<u64>(out - 16) > least) out -= 16;

  let leftEnd = scratch;
  for (let item = out; item < border; item += 16) {
    move(leftEnd, item);
    leftEnd += 16;
  }
  let left = scratch;
  let right = border;
  while (left < leftEnd && right < end) {
    if (load<u64>(left) <= load<u64>(right)) {
      move(out, left);
      left += 16;
    } else {
      move(out, right);
      right += 16;
    }
    out += 16;
  }
  for (; left < leftEnd; left += 16) {
    move(out, left);
    out += 16;
  }
}

/**
 * Sorts texts (address and length in the payload) by their bytes from `depth` on, eight at a time as one key:
 * items with equal keys are sorted by the next eight. Texts are free of NUL but as separators that no two stand
 * together, so that a text that ended sorts before one that goes on.
 */
export function sortTexts(items: usize, count: u32, scratch: usize, depth: u32): void {
  while (count > 1) {
    for (let k: u32 = 0; k < count; k++) {
      const item = items + (usize(k) << ITEM_SHIFT);
      store<u64>(item, textKey(item, depth));
    }
    sortByKey(items, count, scratch);
    depth += 8;

    // The largest group of equal keys is sorted by going round; recursion into the others stays shallow.
    let largest: u32 = 0;
    let largestSize: u32 = 1;
    for (let at: u32 = 0; at < count; ) {
      const end = groupEnd(items, at, count);
      if (end - at > largestSize) {
        largest = at;
        largestSize = end - at;
      }
      at = end;
    }
    if (largestSize == 1) return;
    for (let at: u32 = 0; at < count; ) {
      const end = groupEnd(items, at, count);
      if (at != largest && end - at > 1) {
        const group = items + (usize(at) << ITEM_SHIFT);
        if (goesOn(group, end - at, depth)) sortTexts(group, end - at, scratch, depth);
      }
      at = end;
    }
    items += usize(largest) << ITEM_SHIFT;
    count = largestSize;
    if (!goesOn(items, count, depth)) return;
  }
}

function groupEnd(items: usize, at: u32, count: u32): u32 {
  const key = keyAt(items, at);
  let end = at + 1;
  while (end < count && keyAt(items, end) == key) end++;
  return end;
}

/** Whether some text of the group is longer than `depth`. */
function goesOn(items: usize, count: u32, depth: u32): bool {
  for (let k: u32 = 0; k < count; k++) {
    if (load<u32>(items + (usize(k) << ITEM_SHIFT), ITEM_LENGTH) > depth) return true;
  }
  return false;
}

/** Eight bytes of the text from `depth` on, the first the most significant; zero beyond its end. */
// @ts-ignore: decorator
@inline
function textKey(item: usize, depth: u32): u64 {
  const length = load<u32>(item, ITEM_LENGTH);
  if (length <= depth) return 0;
  const key = bswap<u64>(load<u64>(usize(load<u32>(item, ITEM_ADDRESS)) + depth));
  const left = length - depth;
  return left >= 8 ? key : key & ~(u64(-1) >> (u64(left) << 3));
}
