/** The alert numbers of a case: distinct, in code-point order. */
import { copyLoose, wordAt } from './bytes';
import { ROW_SHIFT, rowNumber, rowNumberLength } from './caseRows';
import { Part } from './finish';
import { ITEM_ADDRESS, ITEM_KEY, ITEM_LENGTH, ITEM_SHIFT } from './items';
import { sortByKey } from './sort';
import { sortTexts } from './sortTexts';

/** Writes the numbers of the case whose rows are these, in the order of the file. */
export function writeNumbers(part: Part, index: u32, first: usize, rows: u32): void {
  store<u32>(usize(part.numberStarts) + (usize(index) << 2), part.numbers);
  if (writeAscending(part, first, rows)) return;
  const prefix = commonPrefix(first, rows);
  if (prefix == NO_PREFIX) writeSorted(part, first, rows);
  else writeShort(part, first, rows, prefix);
}

/**
 * Exports count their alerts up: as long as every number is above the one before it, it is written as it comes.
 * False, and nothing written, where one is not, or has not one word to two.
 */
function writeAscending(part: Part, first: usize, rows: u32): bool {
  const base = usize(part.numberBytes);
  const end = first + (usize(rows) << ROW_SHIFT);
  let text = base + part.numberBytesLength;
  let start = usize(part.numberTextStarts) + (usize(part.numbers) << 2);
  let previousHigh: u64 = 0;
  let previousLow: u64 = 0;
  for (let row = first; row < end; row += 1 << ROW_SHIFT) {
    const length = rowNumberLength(row);
    if (length - 8 >= 8) return false;
    const number = rowNumber(row);
    const first8 = load<u64>(number);
    const next8 = load<u64>(number, 8);
    const high = bswap<u64>(first8);
    const low = bswap<u64>(next8) & ~(u64(-1) >> (u64(length - 8) << 3));
    if (high < previousHigh || (high == previousHigh && low <= previousLow)) return false;
    previousHigh = high;
    previousLow = low;
    store<u32>(start, u32(text - base));
    start += 4;
    store<u64>(text, first8);
    store<u64>(text, next8, 8);
    text += length;
  }
  part.numbers += rows;
  part.numberBytesLength = u32(text - base);
  return true;
}

/** Numbers up to this length are two words. */
const TWO_WORDS: u32 = 16;
const NO_PREFIX: u32 = u32(-1);

// @ts-ignore: decorator
@inline
function rowAt(first: usize, row: u32): usize {
  return first + (usize(row) << ROW_SHIFT);
}

/** Bytes that all numbers begin with, where what follows them is at most eight bytes; else NO_PREFIX. */
function commonPrefix(first: usize, rows: u32): u32 {
  const low = load<u64>(rowNumber(first));
  const high = load<u64>(rowNumber(first), 8);
  let lowDifference: u64 = 0;
  let highDifference: u64 = 0;
  let shortest = TWO_WORDS;
  let longest: u32 = 0;
  for (let k: u32 = 0; k < rows; k++) {
    const row = rowAt(first, k);
    const text = rowNumber(row);
    const length = rowNumberLength(row);
    shortest = min(shortest, length);
    longest = max(longest, length);
    lowDifference |= load<u64>(text) ^ low;
    highDifference |= load<u64>(text, 8) ^ high;
  }
  if (longest > TWO_WORDS) return NO_PREFIX;
  const same = lowDifference != 0 ? ctz<u64>(lowDifference) >> 3 : 8 + (ctz<u64>(highDifference) >> 3);
  const prefix = min(shortest, u32(same));
  return longest - prefix <= 8 ? prefix : NO_PREFIX;
}

/** Behind the common prefix each number is one word. */
function writeShort(part: Part, first: usize, rows: u32, prefix: u32): void {
  const texts = usize(part.items);
  for (let k: u32 = 0; k < rows; k++) {
    const row = rowAt(first, k);
    const length = rowNumberLength(row) - prefix;
    const text = texts + (usize(k) << ITEM_SHIFT);
    // Texts hold no NUL, so that zeros behind a short one order it right, and tell it from every other.
    store<u64>(text, bswap<u64>(wordAt(rowNumber(row) + prefix, length, 0)), ITEM_KEY);
    store<u32>(text, u32(row), ITEM_ADDRESS);
  }
  sortByKey(texts, rows, usize(part.scratch));
  let previous: u64 = 0;
  for (let k: u32 = 0; k < rows; k++) {
    const text = texts + (usize(k) << ITEM_SHIFT);
    const key = load<u64>(text, ITEM_KEY);
    if (k > 0 && key == previous) continue;
    const row = usize(load<u32>(text, ITEM_ADDRESS));
    append(part, rowNumber(row), rowNumberLength(row));
    previous = key;
  }
}

/** Any numbers. */
function writeSorted(part: Part, first: usize, rows: u32): void {
  const texts = usize(part.items);
  for (let k: u32 = 0; k < rows; k++) {
    const row = rowAt(first, k);
    const text = texts + (usize(k) << ITEM_SHIFT);
    store<u32>(text, u32(rowNumber(row)), ITEM_ADDRESS);
    store<u32>(text, rowNumberLength(row), ITEM_LENGTH);
  }
  sortTexts(texts, rows, usize(part.scratch), 0);
  let previous: usize = 0;
  let previousLength: u32 = 0;
  for (let k: u32 = 0; k < rows; k++) {
    const text = texts + (usize(k) << ITEM_SHIFT);
    const at = usize(load<u32>(text, ITEM_ADDRESS));
    const length = load<u32>(text, ITEM_LENGTH);
    if (k > 0 && length == previousLength && memory.compare(at, previous, length) == 0) continue;
    append(part, at, length);
    previous = at;
    previousLength = length;
  }
}

// @ts-ignore: decorator
@inline
function append(part: Part, text: usize, length: u32): void {
  store<u32>(usize(part.numberTextStarts) + (usize(part.numbers++) << 2), part.numberBytesLength);
  copyLoose(usize(part.numberBytes) + part.numberBytesLength, text, length);
  part.numberBytesLength += length;
}
