/**
 * Sorting many items of few keys: they are dealt out, a pile for each key, which takes two looks at each item however
 * many there are. Stable.
 */
import { spread } from './hash';
import { ITEM_KEY, ITEM_SHIFT, keyAt, moveItem } from './items';
import { sortByKey, sortScratch } from './sort';

/** Keys that are told apart, at most. */
const PILES: u32 = 256;

// The piles by their keys: open addressing over entries of a key and the pile's number + 1; 0 is free.
const SLOT_BITS: u64 = 10;
const SLOT_KEY: usize = 0; // u64
const SLOT_PILE: usize = 8; // u32
const SLOT_SHIFT: usize = 4;

// Scratch: the slots; for each pile an item (its key and number), and its size or, once they are in order, the place of
// its next item; what sorting the piles needs; the pile of each item (u8), a copy of the items.
const SLOTS: usize = 0;
const PILE_ITEMS: usize = SLOTS + ((1 << usize(SLOT_BITS)) << SLOT_SHIFT);
const SIZES: usize = PILE_ITEMS + (usize(PILES) << ITEM_SHIFT);
const SORTING: usize = SIZES + (usize(PILES) << 2);
const ITEM_PILE: usize = ITEM_KEY + 8; // u32

// @ts-ignore: decorator
@inline
function pileOfAt(): usize {
  return SORTING + usize(sortScratch(PILES));
}

/** Bytes of scratch for `count` items. */
export function dealScratch(count: u32): u32 {
  return u32(pileOfAt()) + ((count + 15) & ~15) + (count << u32(ITEM_SHIFT));
}

/** Sorts the items; false, and nothing done, where they have more than PILES keys. */
export function dealOut(items: usize, count: u32, scratch: usize): bool {
  const pileOf = scratch + pileOfAt();
  const piles = tellPiles(items, count, scratch, pileOf);
  if (piles == 0) return false;
  if (piles == 1) return true;
  placePiles(piles, scratch);

  const copy = pileOf + ((usize(count) + 15) & ~15);
  memory.copy(copy, items, usize(count) << ITEM_SHIFT);
  for (let k: u32 = 0; k < count; k++) {
    const next = scratch + SIZES + (usize(load<u8>(pileOf + usize(k))) << 2);
    const place = load<u32>(next);
    store<u32>(next, place + 1);
    moveItem(items + (usize(place) << ITEM_SHIFT), copy + (usize(k) << ITEM_SHIFT));
  }
  return true;
}

/** Notes the pile of each item and counts them; returns the number of piles, 0 where they are too many. */
function tellPiles(items: usize, count: u32, scratch: usize, pileOf: usize): u32 {
  memory.fill(scratch + SLOTS, 0, (1 << usize(SLOT_BITS)) << SLOT_SHIFT);
  memory.fill(scratch + SIZES, 0, usize(PILES) << 2);
  let piles: u32 = 0;
  for (let k: u32 = 0; k < count; k++) {
    const pile = pileOfKey(keyAt(items, k), piles, scratch);
    if (pile == PILES) return 0;
    piles = max(piles, pile + 1);
    store<u8>(pileOf + usize(k), u8(pile));
    const size = scratch + SIZES + (usize(pile) << 2);
    store<u32>(size, load<u32>(size) + 1);
  }
  return piles;
}

/** The number of the key's pile, which may be a new one; PILES where there are too many. */
// @ts-ignore: decorator
@inline
function pileOfKey(key: u64, piles: u32, scratch: usize): u32 {
  let index = spread(key, SLOT_BITS);
  while (true) {
    const slot = scratch + SLOTS + (index << SLOT_SHIFT);
    const held = load<u32>(slot, SLOT_PILE);
    if (held == 0) return piles == PILES ? PILES : newPile(key, piles, slot, scratch);
    if (load<u64>(slot, SLOT_KEY) == key) return held - 1;
    index = (index + 1) & ((1 << usize(SLOT_BITS)) - 1);
  }
}

function newPile(key: u64, pile: u32, slot: usize, scratch: usize): u32 {
  store<u64>(slot, key, SLOT_KEY);
  store<u32>(slot, pile + 1, SLOT_PILE);
  const item = scratch + PILE_ITEMS + (usize(pile) << ITEM_SHIFT);
  store<u64>(item, key, ITEM_KEY);
  store<u32>(item, pile, ITEM_PILE);
  return pile;
}

/** Puts the piles into the order of their keys: the size of each becomes the place of its first item. */
function placePiles(piles: u32, scratch: usize): void {
  sortByKey(scratch + PILE_ITEMS, piles, scratch + SORTING);
  let place: u32 = 0;
  for (let k: u32 = 0; k < piles; k++) {
    const pile = load<u32>(scratch + PILE_ITEMS + (usize(k) << ITEM_SHIFT), ITEM_PILE);
    const size = scratch + SIZES + (usize(pile) << 2);
    const items = load<u32>(size);
    store<u32>(size, place);
    place += items;
  }
}
