/**
 * Sorting some items by counting: an item belongs behind as many as have a smaller key. That takes a comparison of
 * any two, but two at a time, and no branch.
 */
import { ITEM_SHIFT, keyAt, moveItem } from './items';

/** Items that are sorted so, at most. */
export const SHORT: u32 = 32;

// Scratch: the keys as signed numbers and one more, the items, and how many were put at each place.
const KEYS: usize = 0;
const COPY: usize = KEYS + (usize(SHORT + 2) << 3);
const PUT: usize = COPY + (usize(SHORT) << ITEM_SHIFT);
export const SHORT_SCRATCH: usize = PUT + (usize(SHORT) << 2);

/** Turns the order of unsigned numbers into that of signed ones. */
const SIGN: u64 = 1 << 63;

/** Sorts up to SHORT items; stable. */
export function sortShort(items: usize, count: u32, scratch: usize): void {
  if (ASC_FEATURE_SIMD) sortByCounting(items, count, scratch);
  else sortByInsertion(items, count);
}

function sortByCounting(items: usize, count: u32, scratch: usize): void {
  const keys = scratch + KEYS;
  const copy = scratch + COPY;
  for (let k: u32 = 0; k < count; k++) {
    const item = items + (usize(k) << ITEM_SHIFT);
    store<u64>(keys + (usize(k) << 3), load<u64>(item) ^ SIGN);
    moveItem(copy + (usize(k) << ITEM_SHIFT), item);
  }
  const end = keys + (usize(count) << 3);
  // Larger than none: it fills the last vector.
  store<i64>(end, i64.MAX_VALUE);
  memory.fill(scratch + PUT, 0, usize(SHORT) << 2);
  for (let k: u32 = 0; k < count; k++) {
    const own = v128.load64_splat(keys + (usize(k) << 3));
    let smaller = i64x2.splat(0);
    for (let other = keys; other < end; other += 16) {
      smaller = i64x2.sub(smaller, i64x2.gt_s(own, v128.load(other)));
    }
    const place = usize(i64x2.extract_lane(smaller, 0) + i64x2.extract_lane(smaller, 1));
    // Equal keys have one place; they stand there in the order in which they came.
    const put = scratch + PUT + (place << 2);
    const before = load<u32>(put);
    store<u32>(put, before + 1);
    moveItem(items + ((place + before) << ITEM_SHIFT), copy + (usize(k) << ITEM_SHIFT));
  }
}

function sortByInsertion(items: usize, count: u32): void {
  for (let k: u32 = 1; k < count; k++) {
    const key = keyAt(items, k);
    const payload = load<u64>(items + (usize(k) << ITEM_SHIFT), 8);
    let at = items + (usize(k) << ITEM_SHIFT);
    while (at > items && load<u64>(at - 16) > key) {
      moveItem(at, at - 16);
      at -= 16;
    }
    store<u64>(at, key);
    store<u64>(at, payload, 8);
  }
}
