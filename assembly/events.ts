/** The event log of a range (one record per valid row, in file order) and the texts of alert numbers. */
import { alloc } from './memory';
import { copyLoose } from './bytes';
import { EVENT_BYTES, EXTENT_BYTES, EXTENT_EVENTS, EXTENT_NEXT, EXTENT_USED, Range } from './layout';

/** A place for the next event. */
export function nextEvent(range: Range): usize {
  let extent = usize(range.lastExtent);
  let used = extent == 0 ? EXTENT_BYTES : load<u32>(extent, EXTENT_USED);
  if (used + EVENT_BYTES > EXTENT_BYTES) {
    const fresh = alloc(EXTENT_BYTES);
    store<u32>(usize(fresh), 0, EXTENT_NEXT);
    if (extent == 0) range.firstExtent = fresh;
    else store<u32>(extent, fresh, EXTENT_NEXT);
    range.lastExtent = fresh;
    extent = usize(fresh);
    used = u32(EXTENT_EVENTS);
  }
  store<u32>(extent, used + EVENT_BYTES, EXTENT_USED);
  range.eventCount++;
  return extent + used;
}

/** Length of a number that follows in four bytes, where one byte is too small for it. */
const LONG: u32 = 255;

/** Keeps the text of a number: its length, then its bytes. Returns its address. */
export function keepNumber(range: Range, at: usize, length: u32): u32 {
  const size = length + 24;
  if (range.numberExtentEnd - range.numberExtent < size) {
    const extent = max(EXTENT_BYTES, size);
    range.numberExtent = alloc(extent);
    range.numberExtentEnd = range.numberExtent + extent;
  }
  const number = range.numberExtent;
  if (length < LONG) {
    store<u8>(usize(number), u8(length));
    copyLoose(usize(number) + 1, at, length);
    range.numberExtent = number + 1 + length;
  } else {
    store<u8>(usize(number), u8(LONG));
    store<u32>(usize(number), length, 1);
    memory.copy(usize(number) + 5, at, length);
    range.numberExtent = number + 5 + length;
  }
  return number;
}

// @ts-ignore: decorator
@inline
export function numberLength(number: usize): u32 {
  const length = u32(load<u8>(number));
  return length < LONG ? length : load<u32>(number, 1);
}

// @ts-ignore: decorator
@inline
export function numberText(number: usize): usize {
  return number + (u32(load<u8>(number)) < LONG ? 1 : 5);
}
