/**
 * The walk over the rows of a block. A row without quotes is cut by the structural index alone; any other is read
 * field by field. A row whose quotes do not work out (text after a closing quote, no closing quote, a field or
 * row over its limit) is refused as its first physical line, and reading goes on at the next line, outside
 * quotes. That is also what lets a file be split between threads: how a row is read depends on nothing but where
 * it starts, so two ranges agree exactly when the row after the first is the row the second began with.
 */
import { isLineEnd, QUOTE } from './bytes';
import { control, Range } from './layout';
import { refuseLine } from './refused';
import {
  breakAt,
  byteAt,
  isBlankLine,
  lineEndSize,
  nextBreak,
  nextPosition,
  nextRow,
  positionAt,
  readRow,
  ROW_CUT,
  ROW_FAULT,
  ROW_SOUND,
  textEnd,
} from './row';
import { takeRow } from './take';

/** What the walk asks of its caller. */
export const NEED_INPUT: u32 = 0;
export const NEED_DRAIN: u32 = 1;
export const RANGE_DONE: u32 = 2;

/** Refused rows are fetched when so many bytes of them wait. */
const DRAIN_BYTES: u32 = 32 << 10;

/** Text of a refused line that is kept, and with it what must be there before a line is refused. */
export const RAW_LIMIT: u32 = 4096;

const UNMEASURED: u32 = u32(-1);

/**
 * Where the range ends within the input, or behind it. In other encodings than UTF-8 that can only be measured row
 * by row: UNMEASURED.
 */
function endInInput(range: Range): u32 {
  if (control().encoding != 0) return UNMEASURED;
  // The first row behind a cut may begin behind the end.
  const left = range.rangeEnd - min(range.rangeEnd, range.markFile);
  return left > u64(range.length) ? range.length + 1 : range.markInput + u32(left);
}

/** Takes the rows of the block, up to one that is cut by its end. */
export function walkRows(range: Range): u32 {
  const columns = control().columns;
  const fieldLimit = control().fieldLimit;
  const end = endInInput(range);
  while (true) {
    if (range.spillUsed > DRAIN_BYTES) return NEED_DRAIN;
    if (range.skipping && !skipLine(range)) return NEED_INPUT;
    const start = range.rowStart;
    if (start >= end || (end == UNMEASURED && fileOffset(range, start) >= range.rangeEnd)) return RANGE_DONE;
    if (start >= range.length) return NEED_INPUT;

    const first = range.nextPosition;
    const brk = range.nextBreak;
    const last = breakAt(range, brk);
    const lineEnd = positionAt(range, last);
    if (last - first == columns - 1 && lineEnd < range.length && byteAt(range, lineEnd) != QUOTE) {
      const size = lineEndSize(range, lineEnd);
      if (size != 0 && lineEnd - start <= fieldLimit) {
        range.lineEnds = 1;
        range.extraText = 0;
        range.extraValue = 0;
        takeRow(range, start, lineEnd, first, true);
        advance(range, lineEnd + size, last + size, brk + size);
        continue;
      }
    }
    if (isBlankLine(range, start)) {
      range.line++;
      advance(range, nextRow, nextPosition, nextBreak);
      continue;
    }
    const state = readRow(range, start);
    if (state == ROW_CUT) return NEED_INPUT;
    if (state == ROW_SOUND) {
      takeRow(range, start, textEnd, 0, false);
      advance(range, nextRow, nextPosition, nextBreak);
    } else if (!refuseFirstLine(range, start)) {
      return NEED_INPUT;
    }
  }
}

// @ts-ignore: decorator
@inline
function advance(range: Range, row: u32, position: u32, brk: u32): void {
  range.rowStart = row;
  range.nextPosition = position;
  range.nextBreak = brk;
}

/**
 * Offset in the file, in its own encoding, of an input offset at or behind the mark; the mark moves there.
 * For UTF-8 that is a difference, for the others the transcoded text is measured back.
 */
export function fileOffset(range: Range, at: u32): u64 {
  const from = usize(range.input) + range.markInput;
  const to = usize(range.input) + at;
  range.markFile += control().encoding == 0 ? u64(to - from) : encodedLength(control().encoding, from, to);
  range.markInput = at;
  return range.markFile;
}

/**
 * Length in the file of transcoded text. A byte that stands for an invalid one (0xFF) counts as one character:
 * one byte of Windows-1252, one unit of UTF-16 (a cut last byte has nothing behind it that could be measured).
 */
function encodedLength(encoding: u32, at: usize, end: usize): u64 {
  let characters: u64 = 0;
  let astral: u64 = 0;
  for (; at < end; at++) {
    const byte = load<u8>(at);
    characters += u64((byte & 0xc0) != 0x80);
    astral += u64(byte >= 0xf0 && byte != 0xff);
  }
  return encoding == 3 ? characters : (characters + astral) << 1;
}

/** Refuses the first physical line of the row; false when more input must come first. */
function refuseFirstLine(range: Range, start: u32): bool {
  const brk = nextLineEnd(range, range.nextBreak);
  if (brk < range.breakCount) {
    const position = breakAt(range, brk);
    const end = positionAt(range, position);
    const size = lineEndSize(range, end);
    refuseLine(range, start, end);
    range.line++;
    // A CR at the end of the block may be half a line end: what waits for the other half is not the line, which may
    // be as long as all the room there is.
    range.skipping = u32(size == 0);
    advance(range, end + size, position + size, brk + size);
    return true;
  }
  if (!range.final && range.length - start <= RAW_LIMIT + 4) return false;
  refuseLine(range, start, range.length);
  range.line++;
  range.skipping = 1;
  advance(range, range.length, range.positionCount, range.breakCount);
  return true;
}

/** Drops the rest of a line that is refused already; false while its end has not come. */
function skipLine(range: Range): bool {
  const brk = nextLineEnd(range, range.nextBreak);
  if (brk == range.breakCount) {
    advance(range, range.length, range.positionCount, range.breakCount);
    if (range.final) range.skipping = 0;
    return range.final != 0;
  }
  const position = breakAt(range, brk);
  const end = positionAt(range, position);
  const size = lineEndSize(range, end);
  if (size == 0) {
    advance(range, end, position, brk);
    return false;
  }
  advance(range, end + size, position + size, brk + size);
  range.skipping = 0;
  return true;
}

function nextLineEnd(range: Range, brk: u32): u32 {
  while (brk < range.breakCount && !isLineEnd(byteAt(range, positionAt(range, breakAt(range, brk))))) brk++;
  return brk;
}

/** Sets the walk behind the line end that is entry `brk` of the breaks; false where the block ends in it. */
export function startRowAt(range: Range, brk: u32): bool {
  const position = breakAt(range, brk);
  const end = positionAt(range, position);
  const size = lineEndSize(range, end);
  if (size == 0) return false;
  advance(range, end + size, position + size, brk + size);
  return true;
}

/** Whether the next rows (up to `rows`, as far as the block goes) are sound and as wide as the header. */
export function looksSound(range: Range, rows: u32, columns: u32): bool {
  for (let row: u32 = 0; row < rows; row++) {
    if (range.rowStart >= range.length) return row > 0;
    const state = readRow(range, range.rowStart);
    if (state == ROW_CUT) return row > 0;
    if (state == ROW_FAULT || range.extraText || range.fieldCount != columns) return false;
    advance(range, nextRow, nextPosition, nextBreak);
  }
  return true;
}
