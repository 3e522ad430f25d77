/** The alert numbers of a case: distinct, in code-point order. */
import { copyLoose, highWord, lowWord } from './bytes';
import { numberLength, numberText } from './events';
import { ITEM_EVENT, Part } from './finish';
import { ITEM_ADDRESS, ITEM_LENGTH, ITEM_SHIFT, sortTexts } from './sort';

/** Numbers up to this length, which nearly all are, compare as two words. */
const TWO_WORDS: u32 = 16;

/** Writes the numbers of the case whose rows are `items`, in the order of the file. */
export function writeNumbers(part: Part, index: u32, items: usize, rows: u32): void {
  store<u32>(usize(part.numberStarts) + (usize(index) << 2), part.numbers);
  const firstText = part.numbers;
  const firstByte = part.numberBytesLength;
  if (writeAscending(part, items, rows)) return;
  part.numbers = firstText;
  part.numberBytesLength = firstByte;
  writeSorted(part, items, rows);
}

/** Exports count their alerts up: as long as that holds, each number is either the last one again or a new one. */
function writeAscending(part: Part, items: usize, rows: u32): bool {
  let low: u64 = 0;
  let high: u64 = 0;
  for (let row: u32 = 0; row < rows; row++) {
    const event = usize(load<u32>(items + (usize(row) << ITEM_SHIFT), ITEM_EVENT));
    const length = numberLength(event);
    if (length > TWO_WORDS) return false;
    const text = numberText(event);
    // Texts hold no NUL, so that zeros behind a short one order it right, and tell it from every other.
    const nextLow = bswap<u64>(lowWord(text, length));
    const nextHigh = bswap<u64>(highWord(text, length));
    if (nextLow == low && nextHigh == high) continue;
    if (nextLow < low || (nextLow == low && nextHigh < high)) return false;
    append(part, text, length);
    low = nextLow;
    high = nextHigh;
  }
  return true;
}

function writeSorted(part: Part, items: usize, rows: u32): void {
  const texts = usize(part.numberItems);
  for (let row: u32 = 0; row < rows; row++) {
    const event = usize(load<u32>(items + (usize(row) << ITEM_SHIFT), ITEM_EVENT));
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
