/**
 * Refused rows, set apart with all that the report shows of them. They wait in the spill area until the caller
 * fetches them; each is a header of REFUSED_BYTES, the alert's number, the row's text.
 */
import { MALFORMED_ROW, Range, refusedCounter } from './layout';
import { alloc } from './memory';
import { fileOffset, RAW_LIMIT } from './rows';

export const REFUSED_FILE_OFFSET: usize = 0; // u64, in the file's own encoding
export const REFUSED_LINE: usize = 8; // u64, from 0 within the range
export const REFUSED_REASON: usize = 16; // u32
export const REFUSED_NUMBER_LENGTH: usize = 20; // u32; NO_NUMBER where it could not be read
export const REFUSED_TEXT_LENGTH: usize = 24; // u32
export const REFUSED_TOTAL: usize = 28; // u32, bytes of the whole record
export const REFUSED_BYTES: u32 = 32;
export const NO_NUMBER: u32 = 0xffffffff;

/** Refuses a line whose quotes do not work out: nothing of it is known but its text. */
export function refuseLine(range: Range, start: u32, end: u32): void {
  range.rows++;
  refuse(range, start, end, MALFORMED_ROW, 0, NO_NUMBER);
}

/** Refuses a row; `number` is the address of its alert number, NO_NUMBER for none. */
export function refuse(range: Range, start: u32, end: u32, reason: u32, number: usize, numberLength: u32): void {
  const text = end - start;
  // The fields of a row that is not malformed are shown whole; of any other, the beginning of its text.
  const kept = reason == MALFORMED_ROW ? min(text, RAW_LIMIT) : text;
  const shown = numberLength == NO_NUMBER ? 0 : numberLength;
  const total = (REFUSED_BYTES + shown + kept + 7) & ~7;
  provideSpill(range, total);
  const record = usize(range.spill) + range.spillUsed;
  store<u64>(record, fileOffset(range, start), REFUSED_FILE_OFFSET);
  store<u64>(record, range.line, REFUSED_LINE);
  store<u32>(record, reason, REFUSED_REASON);
  store<u32>(record, numberLength, REFUSED_NUMBER_LENGTH);
  store<u32>(record, kept, REFUSED_TEXT_LENGTH);
  store<u32>(record, total, REFUSED_TOTAL);
  memory.copy(record + REFUSED_BYTES, number, shown);
  memory.copy(record + REFUSED_BYTES + shown, usize(range.input) + start, kept);
  range.spillUsed += total;
  store<u64>(refusedCounter(range, reason), load<u64>(refusedCounter(range, reason)) + 1);
}

/** Makes the spill area hold `bytes` more: one row may be larger than all of it. */
function provideSpill(range: Range, bytes: u32): void {
  const needed = range.spillUsed + bytes;
  if (needed <= range.spillCapacity) return;
  const spill = alloc(needed << 1);
  memory.copy(usize(spill), usize(range.spill), range.spillUsed);
  range.spill = spill;
  range.spillCapacity = needed << 1;
}
