/** The alert numbers of a case: distinct, in code-point order. */
import { copyLoose, wordAt } from './bytes';
import { numberLength, numberText } from './events';
import { ITEM_EVENT, Part } from './finish';
import { ITEM_ADDRESS, ITEM_KEY, ITEM_LENGTH, ITEM_SHIFT, sortByKey, sortTexts } from './sort';

/** Writes the numbers of the case whose rows are `items`, in the order of the file. */
export function writeNumbers(part: Part, index: u32, items: usize, rows: u32): void {
  store<u32>(usize(part.numberStarts) + (usize(index) << 2), part.numbers);
  const prefix = commonPrefix(items, rows);
  if (prefix == NO_PREFIX) writeSorted(part, items, rows);
  else writeShort(part, items, rows, prefix);
}

/** Numbers up to this length are two words. */
const TWO_WORDS: u32 = 16;
const NO_PREFIX: u32 = u32(-1);

// @ts-ignore: decorator
@inline
function eventAt(items: usize, row: u32): usize {
  return usize(load<u32>(items + (usize(row) << ITEM_SHIFT), ITEM_EVENT));
}

/** Bytes that all numbers begin with, where what follows them is at most eight bytes; else NO_PREFIX. */
function commonPrefix(items: usize, rows: u32): u32 {
  const first = eventAt(items, 0);
  const low = load<u64>(numberText(first));
  const high = load<u64>(numberText(first), 8);
  let lowDifference: u64 = 0;
  let highDifference: u64 = 0;
  let shortest = TWO_WORDS;
  let longest: u32 = 0;
  for (let row: u32 = 0; row < rows; row++) {
    const event = eventAt(items, row);
    const text = numberText(event);
    const length = numberLength(event);
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

/** Behind the common prefix each number is one word; exports count their alerts up, so that they are mostly in order. */
function writeShort(part: Part, items: usize, rows: u32, prefix: u32): void {
  const texts = usize(part.numberItems);
  for (let row: u32 = 0; row < rows; row++) {
    const event = eventAt(items, row);
    const length = numberLength(event) - prefix;
    const text = texts + (usize(row) << ITEM_SHIFT);
    // Texts hold no NUL, so that zeros behind a short one order it right, and tell it from every other.
    store<u64>(text, bswap<u64>(wordAt(numberText(event) + prefix, length, 0)), ITEM_KEY);
    store<u32>(text, u32(event), ITEM_ADDRESS);
  }
  sortByKey(texts, rows, usize(part.scratch));
  let previous: u64 = 0;
  for (let row: u32 = 0; row < rows; row++) {
    const text = texts + (usize(row) << ITEM_SHIFT);
    const key = load<u64>(text, ITEM_KEY);
    if (row > 0 && key == previous) continue;
    const event = usize(load<u32>(text, ITEM_ADDRESS));
    append(part, numberText(event), numberLength(event));
    previous = key;
  }
}

/** Any numbers. */
function writeSorted(part: Part, items: usize, rows: u32): void {
  const texts = usize(part.numberItems);
  for (let row: u32 = 0; row < rows; row++) {
    const event = eventAt(items, row);
    const text = texts + (usize(row) << ITEM_SHIFT);
    store<u32>(text, u32(numberText(event)), ITEM_ADDRESS);
    store<u32>(text, numberLength(event), ITEM_LENGTH);
  }
  sortTexts(texts, rows, usize(part.scratch), 0);
  let previous: usize = 0;
  let previousLength: u32 = 0;
  for (let row: u32 = 0; row < rows; row++) {
    const text = texts + (usize(row) << ITEM_SHIFT);
    const at = usize(load<u32>(text, ITEM_ADDRESS));
    const length = load<u32>(text, ITEM_LENGTH);
    if (row > 0 && length == previousLength && memory.compare(at, previous, length) == 0) continue;
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
