/** The event log of a range: one record per valid row, in file order, each with the text of its alert number. */
import { alloc } from './memory';
import { copyLoose } from './bytes';
import {
  EVENT_NUMBER,
  EVENT_TIME,
  EVENT_TRAIT,
  EXTENT_BYTES,
  EXTENT_EVENTS,
  EXTENT_NEXT,
  EXTENT_USED,
  Range,
} from './layout';

/** Length of a number that follows in four bytes, where one byte is too small for it. */
const LONG: u32 = 255;

/** Adds an event and returns its address; its case is not known yet. */
export function logEvent(range: Range, time: i64, trait: u32, number: usize, length: u32): usize {
  const size = eventBytes(length);
  let extent = usize(range.lastExtent);
  let used: u32 = extent == 0 ? 0 : load<u32>(extent, EXTENT_USED);
  if (extent == 0 || used + size + 16 > range.extentBytes) {
    extent = openExtent(range, size);
    used = u32(EXTENT_EVENTS);
  }
  store<u32>(extent, used + size, EXTENT_USED);
  const event = extent + used;
  store<i64>(event, time, EVENT_TIME);
  store<u32>(event, trait, EVENT_TRAIT);
  if (length < LONG) {
    store<u8>(event, u8(length), EVENT_NUMBER);
    copyLoose(event + EVENT_NUMBER + 1, number, length);
  } else {
    store<u8>(event, u8(LONG), EVENT_NUMBER);
    store<u32>(event, length, EVENT_NUMBER + 1);
    memory.copy(event + EVENT_NUMBER + 5, number, length);
  }
  return event;
}

function openExtent(range: Range, size: u32): usize {
  // The text of a number may be copied up to 15 bytes beyond its end.
  const bytes = max(EXTENT_BYTES, u32(EXTENT_EVENTS) + size + 16);
  const extent = alloc(bytes);
  store<u32>(usize(extent), 0, EXTENT_NEXT);
  if (range.firstExtent == 0) range.firstExtent = extent;
  else store<u32>(usize(range.lastExtent), extent, EXTENT_NEXT);
  range.lastExtent = extent;
  range.extentBytes = bytes;
  return usize(extent);
}

/** Bytes of the record of an event whose number has `length` bytes. */
// @ts-ignore: decorator
@inline
export function eventBytes(length: u32): u32 {
  return (u32(EVENT_NUMBER) + (length < LONG ? 1 : 5) + length + 3) & ~3;
}

// @ts-ignore: decorator
@inline
export function numberLength(event: usize): u32 {
  const length = u32(load<u8>(event, EVENT_NUMBER));
  return length < LONG ? length : load<u32>(event, EVENT_NUMBER + 1);
}

// @ts-ignore: decorator
@inline
export function numberText(event: usize): usize {
  return event + EVENT_NUMBER + (u32(load<u8>(event, EVENT_NUMBER)) < LONG ? 1 : 5);
}
