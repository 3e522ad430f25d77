/**
 * The rows of a part's cases, brought together by case, in the order of the file. A row takes along all that its
 * case is made of, the text of its number too: the event log, in which the rows of a case lie far apart, is read once
 * and from end to end.
 */
import { alloc } from './memory';
import { exchangeDayAndMonth } from './calendar';
import { eventBytes, numberLength, numberText } from './events';
import { Part } from './finish';
import { EVENT_CASE, EVENT_TIME, EVENT_TRAIT, EXTENT_EVENTS, EXTENT_NEXT, EXTENT_USED, Range } from './layout';
import { Reading, READING_SHIFT } from './merge';
import { merged, rangeAt, rowStart } from './merged';

/** u64: the time in the file's zone, so that unsigned order is that of times. */
export const ROW_TIME: usize = 0;
/** u32: merged triple. */
export const ROW_TRIPLE: usize = 8;
/** The number: its length, u32, and its text; of a longer one than fits the address of the text, u32. */
const ROW_LENGTH: usize = 12;
const ROW_TEXT: usize = 16;
export const ROW_SHIFT: usize = 5;
/** Longest text that a row takes along. */
const OWN_TEXT: u32 = 16;

/** Turns the order of signed numbers into that of unsigned ones. */
export const SIGN: u64 = 1 << 63;

// @ts-ignore: decorator
@inline
export function rowNumberLength(row: usize): u32 {
  return load<u32>(row, ROW_LENGTH);
}

// @ts-ignore: decorator
@inline
export function rowNumber(row: usize): usize {
  return load<u32>(row, ROW_LENGTH) <= OWN_TEXT ? row + ROW_TEXT : usize(load<u32>(row, ROW_TEXT));
}

/** Brings the part's rows together; returns the bytes of their numbers. */
export function gatherRows(part: Part, cases: u32): u32 {
  const cursors = usize(alloc((cases + 1) << 2));
  for (let k: u32 = 0; k < cases; k++) {
    const start = rowStart(merged(), part.from + k) - part.rowBase;
    store<u32>(cursors + (usize(k) << 2), part.rows + (start << u32(ROW_SHIFT)));
  }
  let bytes: u32 = 0;
  for (let r: u32 = 0; r < merged().rangeCount; r++) bytes += gatherRange(part, rangeAt(r), cursors, cases);
  return bytes;
}

function gatherRange(part: Part, range: Range, cursors: usize, cases: u32): u32 {
  const ranks = usize(range.caseRanks);
  const readings = usize(range.readings);
  const from = part.from;
  let bytes: u32 = 0;
  for (let extent = usize(range.firstExtent); extent != 0; extent = usize(load<u32>(extent, EXTENT_NEXT))) {
    const end = extent + load<u32>(extent, EXTENT_USED);
    let event = extent + EXTENT_EVENTS;
    while (event < end) {
      const length = numberLength(event);
      const index = load<u32>(ranks + (usize(load<u32>(event, EVENT_CASE)) << 2)) - from;
      // Ranks below the part's wrap round to large numbers.
      if (index < cases) {
        const cursor = cursors + (usize(index) << 2);
        const row = usize(load<u32>(cursor));
        store<u32>(cursor, u32(row + (1 << ROW_SHIFT)));
        const reading = changetype<Reading>(readings + (usize(load<u32>(event, EVENT_TRAIT)) << READING_SHIFT));
        store<u64>(row, u64(wallClock(load<i64>(event, EVENT_TIME), reading)) ^ SIGN, ROW_TIME);
        store<u32>(row, reading.triple, ROW_TRIPLE);
        takeNumber(row, event, length);
        bytes += length;
      }
      event += eventBytes(length);
    }
  }
  return bytes;
}

// @ts-ignore: decorator
@inline
function takeNumber(row: usize, event: usize, length: u32): void {
  const text = numberText(event);
  store<u32>(row, length, ROW_LENGTH);
  if (length > OWN_TEXT) {
    store<u32>(row, u32(text), ROW_TEXT);
    return;
  }
  const low = load<u64>(text);
  const high = load<u64>(text, 8);
  store<u64>(row, low, ROW_TEXT);
  store<u64>(row, high, ROW_TEXT + 8);
}

/** Time of the event in the file's zone and date order, both known only now. */
// @ts-ignore: decorator
@inline
function wallClock(time: i64, reading: Reading): i64 {
  return (reading.exchanged ? exchangeDayAndMonth(time) : time) + reading.shift;
}
