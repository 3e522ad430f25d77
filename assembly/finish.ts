/**
 * From the event log to the facts of a part of the cases: those of ranks [from, to). Parts are independent, so
 * threads finish them side by side; what they write is laid end to end by rank in the result.
 */
import { alloc, allocZeroed } from './memory';
import { SECOND } from './calendar';
import { gatherRows, ROW_SHIFT, ROW_TIME, ROW_TRIPLE, SIGN } from './caseRows';
import { writeKeys } from './keys';
import { writeNumbers } from './numbers';
import { Merged, merged, MergedValues, rowStart } from './merged';
import { ITEM_ADDRESS, ITEM_KEY, ITEM_SHIFT } from './items';
import { sortByKey } from './sort';
import { textScratch } from './sortTexts';

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
  /** The part's rows by case, see caseRows.ts, and the first one's place among all rows. */
  rows: u32;
  rowBase: u32;
  /** Room for items of one case. */
  items: u32;
  scratch: u32;
  gradeSeen: u32;
  statusWidth: u32;
}

/** Merged triple of a row that is sorted by its time. */
const ITEM_TRIPLE: usize = ITEM_ADDRESS;

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

/** Room for the rows of a part, which parts that one thread finishes after another can share. */
export function roomForRows(rows: u32): u32 {
  return alloc((rows + 1) << u32(ROW_SHIFT));
}

/**
 * Finishes the cases of ranks [from, to) and returns the address of their Part.
 *
 * @param room for the rows while the part is made
 */
export function finishPart(from: u32, to: u32, room: u32): u32 {
  const at = allocZeroed(offsetof<Part>());
  const part = changetype<Part>(usize(at));
  const all = merged();
  part.from = from;
  part.to = to;
  part.rowBase = rowStart(all, from);
  const cases = to - from;
  const rows = rowStart(all, to) - part.rowBase;
  part.rows = room;
  const numberBytes = gatherRows(part, cases);

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
  part.items = alloc((largest + 1) << u32(ITEM_SHIFT));
  part.scratch = alloc(textScratch(largest));

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

function finishCase(part: Part, index: u32, base: u32, rows: u32): void {
  const first = usize(part.rows) + (usize(base) << ROW_SHIFT);
  const items = usize(part.items);
  // In the order of the file, which is mostly that of the numbers.
  writeNumbers(part, index, first, rows);
  sortByTime(part, first, rows);
  writeTimes(part, index, items, rows);
  writeChronology(part, index, items, base, rows);
}

/** Leaves the rows as items, oldest first. */
function sortByTime(part: Part, first: usize, rows: u32): void {
  let item = usize(part.items);
  const end = first + (usize(rows) << ROW_SHIFT);
  for (let row = first; row < end; row += 1 << ROW_SHIFT) {
    store<u64>(item, load<u64>(row, ROW_TIME), ITEM_KEY);
    store<u32>(item, load<u32>(row, ROW_TRIPLE), ITEM_TRIPLE);
    item += 1 << ITEM_SHIFT;
  }
  sortByKey(usize(part.items), rows, usize(part.scratch));
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

/** Every row's status, oldest first, and the distinct grades, ascending. */
function writeChronology(part: Part, index: u32, items: usize, base: u32, rows: u32): void {
  const width = part.statusWidth;
  const chronology = usize(part.chronology);
  const seenBy = usize(part.gradeSeen);
  const firstGrade = part.gradesLength;
  putU32(part.gradeStarts, index, firstGrade);
  for (let row: u32 = 0; row < rows; row++) {
    const codes = codesOf(items + (usize(row) << ITEM_SHIFT));
    putCode(chronology, base + row, width, u32(codes));
    const grade = u32(codes >> 32);
    const seen = seenBy + (usize(grade) << 2);
    if (load<u32>(seen) == index + 1) continue;
    store<u32>(seen, index + 1);
    putU32(part.grades, part.gradesLength++, grade);
  }
  putCode(usize(part.lastStatus), index, width, newestStatus(items, rows));
  sortGrades(part, firstGrade, part.gradesLength - firstGrade);
}

/** Status (low word) and grade (high word) of a row. */
// @ts-ignore: decorator
@inline
function codesOf(item: usize): u64 {
  return load<u64>(usize(merged().tripleCodes) + (usize(load<u32>(item, ITEM_TRIPLE)) << 3));
}

/** The newest status that is not blank, of equal times the first in the file. */
function newestStatus(items: usize, rows: u32): u32 {
  let status: u32 = 0;
  let time: u64 = 0;
  for (let row = rows; row > 0; row--) {
    const item = items + (usize(row - 1) << ITEM_SHIFT);
    if (status != 0 && load<u64>(item, ITEM_KEY) != time) break;
    const own = u32(codesOf(item));
    if (own == 0) continue;
    status = own;
    time = load<u64>(item, ITEM_KEY);
  }
  return status;
}

function sortGrades(part: Part, first: u32, count: u32): void {
  if (count < 2) return;
  const items = usize(part.items);
  for (let k: u32 = 0; k < count; k++) {
    store<u64>(items + (usize(k) << ITEM_SHIFT), u64(load<u32>(usize(part.grades) + (usize(first + k) << 2))), ITEM_KEY);
  }
  sortByKey(items, count, usize(part.scratch));
  for (let k: u32 = 0; k < count; k++) {
    putU32(part.grades, first + k, u32(load<u64>(items + (usize(k) << ITEM_SHIFT), ITEM_KEY)));
  }
}
