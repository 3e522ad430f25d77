/**
 * Sorting texts (address and length in the payload of their items) by their bytes, eight at a time as one key: items
 * of equal keys are sorted by the next eight. Texts are free of NUL but as separators that no two stand together, so
 * that a text that ended sorts before one that goes on.
 */
import { dealOut, dealScratch } from './deal';
import { ITEM_ADDRESS, ITEM_LENGTH, ITEM_SHIFT, keyAt } from './items';
import { sortByKey, sortScratch } from './sort';

/** So many texts or more may begin with few words: names of groups, say. */
const MANY: u32 = 2048;

/** Bytes of scratch for `count` texts. */
export function textScratch(count: u32): u32 {
  return max(sortScratch(count), count < MANY ? 0 : dealScratch(count));
}

/** Sorts texts by what follows their first `depth` bytes, which are equal. */
export function sortTexts(items: usize, count: u32, scratch: usize, depth: u32): void {
  while (count > 1) {
    for (let k: u32 = 0; k < count; k++) {
      const item = items + (usize(k) << ITEM_SHIFT);
      store<u64>(item, textKey(item, depth));
    }
    if (count < MANY || !dealOut(items, count, scratch)) sortByKey(items, count, scratch);
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
