/**
 * From the event log to the facts of a part of the cases: those of ranks [from, to). Parts are independent, so
 * threads finish them side by side; what they write is laid end to end by rank in the result.
 */
import { alloc, allocZeroed } from './memory';
import { exchangeDayAndMonth, SECOND } from './calendar';
import { eventBytes, numberLength } from './events';
import { writeKeys } from './keys';
import { writeNumbers } from './numbers';
import {
  EVENT_CASE,
  EVENT_NUMBER,
  EVENT_TIME,
  EVENT_TRAIT,
  EXTENT_EVENTS,
  EXTENT_NEXT,
  EXTENT_USED,
  Range,
} from './layout';
import { Merged, merged, MergedValues, rangeAt, Reading, READING_SHIFT } from './merge';
import { ITEM_ADDRESS, ITEM_KEY, ITEM_LENGTH, ITEM_SHIFT, sortByKey, sortScratch } from './sort';

/** What a part leaves for the caller to fetch: addresses and lengths of its columns. */
@unmanaged
export class Part {
  from: u32;
  to: u32;
  // Columns with one element per case.
  keyDigests: u32;
  firstSeconds: u32;
  firstNanos: u32;
  lastSeconds: u32;
  lastNanos: u32;
  lastStatus: u32;
  /** Where the lists of each case begin within the part (no entry for the end). */
  numberStarts: u32;
  gradeStarts: u32;
  // Lists and texts.
  keyStarts: u32;
  keyBytes: u32;
  keyBytesLength: u32;
  chronology: u32;
  chronologyLength: u32;
  numberTextStarts: u32;
  numbers: u32;
  numberBytes: u32;
  numberBytesLength: u32;
  grades: u32;
  gradesLength: u32;

  // Scratch.
  items: u32;
  rowBase: u32;
  numberItems: u32;
  scratch: u32;
  gradeSeen: u32;
  touched: u32;
  touchedSum: u32;
  statusWidth: u32;
}

/** Rows of a case as items: time, and as payload the address of the event and its merged triple. */
export const ITEM_EVENT: usize = ITEM_ADDRESS;
const ITEM_TRIPLE: usize = ITEM_LENGTH;
/** Turns the order of signed numbers into that of unsigned ones. */
const SIGN: u64 = 1 << 63;

// @ts-ignore: decorator
@inline
function rowStart(all: Merged, rank: u32): u32 {
  return load<u32>(usize(all.rowStarts) + (usize(rank) << 2));
}

// @ts-ignore: decorator
@inline
function putU32(column: u32, index: u32, value: u32): void {
  store<u32>(usize(column) + (usize(index) << 2), value);
}

/** Bytes per status code. */
export function statusWidth(): u32 {
  const values = changetype<MergedValues>(usize(merged().statuses)).count + 1;
  return values <= 0x100 ? 1 : values <= 0x10000 ? 2 : 4;
}

/** The rank at which part `index` of `parts` begins, so that parts have about as many rows each. */
export function partStart(index: u32, parts: u32): u32 {
  const all = merged();
  if (index >= parts) return all.caseCount;
  const goal = u32((u64(all.rowCount) * index) / parts);
  let low: u32 = 0;
  let high = all.caseCount;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rowStart(all, middle) < goal) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Finishes the cases of ranks [from, to) and returns the address of their Part. */
export function finishPart(from: u32, to: u32): u32 {
  const at = allocZeroed(offsetof<Part>());
  const part = changetype<Part>(usize(at));
  const all = merged();
  part.from = from;
  part.to = to;
  part.rowBase = rowStart(all, from);
  const cases = to - from;
  const rows = rowStart(all, to) - part.rowBase;
  part.items = alloc((rows + 1) << u32(ITEM_SHIFT));
  const numberBytes = scatter(part, cases);

  part.firstSeconds = alloc((cases + 1) << 3);
  part.firstNanos = alloc((cases + 1) << 2);
  part.lastSeconds = alloc((cases + 1) << 3);
  part.lastNanos = alloc((cases + 1) << 2);
  part.lastStatus = alloc((cases + 1) << 2);
  part.numberStarts = alloc((cases + 1) << 2);
  part.gradeStarts = alloc((cases + 1) << 2);
  part.statusWidth = statusWidth();
  part.chronology = alloc((rows + 1) * part.statusWidth);
  part.chronologyLength = rows;
  part.numberTextStarts = alloc((rows + 1) << 2);
  part.numberBytes = alloc(numberBytes + 32);
  part.grades = alloc((rows + 1) << 2);
  part.gradeSeen = allocZeroed((all.gradeCount + 1) << 2);
  const largest = largestCase(all, from, to);
  part.numberItems = alloc((largest + 1) << u32(ITEM_SHIFT));
  part.scratch = alloc(sortScratch(largest));

  for (let rank = from; rank < to; rank++) {
    const first = rowStart(all, rank);
    finishCase(part, rank - from, first - part.rowBase, rowStart(all, rank + 1) - first);
  }
  writeKeys(part);
  return at;
}

function largestCase(all: Merged, from: u32, to: u32): u32 {
  let largest: u32 = 0;
  for (let rank = from; rank < to; rank++) largest = max(largest, rowStart(all, rank + 1) - rowStart(all, rank));
  return largest;
}

/** Brings the part's rows together by case, in file order; returns the bytes of their numbers. */
function scatter(part: Part, cases: u32): u32 {
  const all = merged();
  const cursors = usize(alloc((cases + 1) << 2));
  for (let k: u32 = 0; k < cases; k++) {
    store<u32>(cursors + (usize(k) << 2), rowStart(all, part.from + k) - part.rowBase);
  }
  let bytes: u32 = 0;
  for (let r: u32 = 0; r < all.rangeCount; r++) bytes += scatterRange(part, rangeAt(r), cursors, cases);
  return bytes;
}

function scatterRange(part: Part, range: Range, cursors: usize, cases: u32): u32 {
  const ranks = usize(range.caseRanks);
  const readings = usize(range.readings);
  const items = usize(part.items);
  let bytes: u32 = 0;
  for (let extent = usize(range.firstExtent); extent != 0; extent = usize(load<u32>(extent, EXTENT_NEXT))) {
    const end = extent + load<u32>(extent, EXTENT_USED);
    let event = extent + EXTENT_EVENTS;
    while (event < end) {
      const length = numberLength(event);
      const index = load<u32>(ranks + (usize(load<u32>(event, EVENT_CASE)) << 2)) - part.from;
      // Ranks below the part's wrap round to large numbers.
      if (index < cases) {
        const cursor = cursors + (usize(index) << 2);
        const place = load<u32>(cursor);
        store<u32>(cursor, place + 1);
        const item = items + (usize(place) << ITEM_SHIFT);
        const reading = changetype<Reading>(readings + (usize(load<u32>(event, EVENT_TRAIT)) << READING_SHIFT));
        store<u64>(item, u64(wallClock(load<i64>(event, EVENT_TIME), reading)) ^ SIGN, ITEM_KEY);
        store<u32>(item, u32(event), ITEM_EVENT);
        store<u32>(item, reading.triple, ITEM_TRIPLE);
        bytes += length;
      }
      event += eventBytes(length);
    }
  }
  return bytes;
}

/** Time of the event in the file's zone and date order, both known only now. */
// @ts-ignore: decorator
@inline
function wallClock(time: i64, reading: Reading): i64 {
  return (reading.exchanged ? exchangeDayAndMonth(time) : time) + reading.shift;
}

function finishCase(part: Part, index: u32, base: u32, rows: u32): void {
  const items = usize(part.items) + (usize(base) << ITEM_SHIFT);
  touchNumbers(part, base + rows);
  // In the order of the file, which is mostly that of the numbers.
  writeNumbers(part, index, items, rows);
  sortByKey(items, rows, usize(part.scratch));
  writeTimes(part, index, items, rows);
  writeChronology(part, index, items, base, rows);
}

/** Items whose events are asked for before their case's turn, so that many cache misses are under way at once. */
const AHEAD: u32 = 64;

function touchNumbers(part: Part, to: u32): void {
  const items = usize(part.items);
  const end = min(to + AHEAD, part.chronologyLength);
  let sum: u32 = 0;
  for (let k = part.touched; k < end; k++) {
    sum += load<u8>(usize(load<u32>(items + (usize(k) << ITEM_SHIFT), ITEM_EVENT)), EVENT_NUMBER);
  }
  part.touched = max(part.touched, end);
  // The loads must not be optimised away.
  part.touchedSum += sum;
}

function writeTimes(part: Part, index: u32, items: usize, rows: u32): void {
  const last = items + (usize(rows - 1) << ITEM_SHIFT);
  writeTime(part.firstSeconds, part.firstNanos, index, i64(load<u64>(items, ITEM_KEY) ^ SIGN));
  writeTime(part.lastSeconds, part.lastNanos, index, i64(load<u64>(last, ITEM_KEY) ^ SIGN));
}

function writeTime(seconds: u32, nanos: u32, index: u32, time: i64): void {
  let whole = time / SECOND;
  let rest = time % SECOND;
  if (rest < 0) {
    whole--;
    rest += SECOND;
  }
  store<f64>(usize(seconds) + (usize(index) << 3), f64(whole));
  putU32(nanos, index, u32(rest));
}

// @ts-ignore: decorator
@inline
function putCode(column: usize, index: u32, width: u32, code: u32): void {
  if (width == 1) store<u8>(column + index, u8(code));
  else if (width == 2) store<u16>(column + (usize(index) << 1), u16(code));
  else store<u32>(column + (usize(index) << 2), code);
}

/**
 * Every row's status, oldest first; the newest that is not blank, of equal times the first in the file; and the
 * distinct grades, ascending.
 */
function writeChronology(part: Part, index: u32, items: usize, base: u32, rows: u32): void {
  const width = part.statusWidth;
  const chronology = usize(part.chronology);
  const statuses = usize(merged().tripleStatus);
  const grades = usize(merged().tripleGrade);
  const seenBy = usize(part.gradeSeen);
  const firstGrade = part.gradesLength;
  putU32(part.gradeStarts, index, firstGrade);
  let newest: u32 = 0;
  let newestTime: u64 = 0;
  for (let row: u32 = 0; row < rows; row++) {
    const item = items + (usize(row) << ITEM_SHIFT);
    const triple = usize(load<u32>(item, ITEM_TRIPLE)) << 2;
    const status = load<u32>(statuses + triple);
    putCode(chronology, base + row, width, status);
    const time = load<u64>(item, ITEM_KEY);
    if (status != 0 && (newest == 0 || time != newestTime)) {
      newest = status;
      newestTime = time;
    }
    const grade = load<u32>(grades + triple);
    const seen = seenBy + (usize(grade) << 2);
    if (load<u32>(seen) == index + 1) continue;
    store<u32>(seen, index + 1);
    putU32(part.grades, part.gradesLength++, grade);
  }
  putCode(usize(part.lastStatus), index, width, newest);
  sortGrades(part, firstGrade, part.gradesLength - firstGrade);
}

function sortGrades(part: Part, first: u32, count: u32): void {
  if (count < 2) return;
  const items = usize(part.numberItems);
  for (let k: u32 = 0; k < count; k++) {
    store<u64>(items + (usize(k) << ITEM_SHIFT), u64(load<u32>(usize(part.grades) + (usize(first + k) << 2))), ITEM_KEY);
  }
  sortByKey(items, count, usize(part.scratch));
  for (let k: u32 = 0; k < count; k++) {
    putU32(part.grades, first + k, u32(load<u64>(items + (usize(k) << ITEM_SHIFT), ITEM_KEY)));
  }
}

// @ts-ignore: decorator
@inline
export function recordAt(all: Merged, rank: u32): usize {
  return usize(load<u32>(usize(all.cases) + (usize(rank) << 2)));
}
