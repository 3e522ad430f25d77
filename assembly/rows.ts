/**
 * The walk over the rows of a block. A row without quotes is cut by the structural index alone; any other is read
 * field by field. A row whose quotes do not work out (text after a closing quote, no closing quote, a field or
 * row over its limit) is refused as its first physical line, and reading goes on at the next line, outside
 * quotes. That is also what lets a file be split between threads: how a row is read depends on nothing but where
 * it starts, so two ranges agree exactly when the row after the first is the row the second began with.
 *
 * Reading on at the next line could make a hostile file quadratic. It does not: a row that meets a line end
 * inside quotes, before the place where an earlier row failed, is from there on in the very state which that row
 * was in, and so fails as it did (faultEnd).
 */
import { CR, LF, QUOTE, SPACE, TAB, isLineEnd } from './bytes';
import { control, Range } from './layout';
import { refuseLine } from './refused';
import { takeRow } from './take';
import { isBlankField } from './words';

/** What the walk asks of its caller. */
export const NEED_INPUT: u32 = 0;
export const NEED_DRAIN: u32 = 1;
export const RANGE_DONE: u32 = 2;

/** Refused rows are fetched when so many bytes of them wait. */
const DRAIN_BYTES: u32 = 32 << 10;

/** How a row was read. */
const ROW_SOUND: u32 = 0;
const ROW_CUT: u32 = 1;
const ROW_FAULT: u32 = 2;

/** Text of a refused line that is kept, and with it what must be there before a line is refused. */
export const RAW_LIMIT: u32 = 4096;

// Where the row that was read ends: the end of its text, the start of the next row, its place in the index.
let textEnd: u32 = 0;
let nextRow: u32 = 0;
let nextPosition: u32 = 0;
let nextBreak: u32 = 0;

// @ts-ignore: decorator
@inline
function positionAt(range: Range, index: u32): u32 {
  return load<u32>(usize(range.positions) + (usize(index) << 2));
}

// @ts-ignore: decorator
@inline
function breakAt(range: Range, index: u32): u32 {
  return load<u32>(usize(range.breaks) + (usize(index) << 2));
}

// @ts-ignore: decorator
@inline
function byteAt(range: Range, at: u32): u8 {
  return load<u8>(usize(range.input) + at);
}

const UNMEASURED: u32 = u32(-1);

/**
 * Where the range ends within the input, or behind it. In other encodings than UTF-8 that can only be measured row
 * by row: UNMEASURED.
 */
function endInInput(range: Range): u32 {
  if (control().encoding != 0) return UNMEASURED;
  const left = range.rangeEnd - range.markFile;
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
        nextRow = lineEnd + size;
        range.lineEnds = 1;
        range.extraText = 0;
        range.extraValue = 0;
        takeRow(range, start, lineEnd, first, true);
        advance(range, nextRow, last + size, brk + size);
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

/** Bytes of the line end at `at`; 0 when the block ends before it can be told. */
// @ts-ignore: decorator
@inline
function lineEndSize(range: Range, at: u32): u32 {
  if (byteAt(range, at) == LF) return 1;
  if (at + 1 < range.length) return byteAt(range, at + 1) == LF ? 2 : 1;
  return range.final;
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

/**
 * Whether the line holds nothing but spaces and tabs; sets where the next one begins. A longer line than a field
 * may be is read as any other row: it could not be held until its end shows that it is blank.
 */
function isBlankLine(range: Range, start: u32): bool {
  let at = start;
  let position = range.nextPosition;
  while (at < range.length) {
    const byte = byteAt(range, at);
    if (at - start > control().fieldLimit) return false;
    if (byte == SPACE || byte == TAB) {
      // A tab that separates fields is an entry of the index.
      if (position < range.positionCount && positionAt(range, position) == at) position++;
      at++;
      continue;
    }
    if (!isLineEnd(byte)) return false;
    const size = lineEndSize(range, at);
    if (size == 0) return false;
    nextRow = at + size;
    nextPosition = position + size;
    nextBreak = range.nextBreak + size;
    return true;
  }
  if (!range.final) return false;
  nextRow = range.length;
  nextPosition = range.positionCount;
  nextBreak = range.breakCount;
  return true;
}

/** Reads the row field by field into fieldStarts, fieldEnds and fieldPairs. */
function readRow(range: Range, start: u32): u32 {
  const columns = control().columns;
  const fieldLimit = control().fieldLimit;
  const delimiter = u8(control().delimiter);
  const length = range.length;
  const final = range.final != 0;
  const rowLimitEnd = start + control().rowLimit;
  const faultEnd = max(range.faultEnd, range.limitEnd);
  let position = range.nextPosition;
  let brk = range.nextBreak;
  let field: u32 = 0;
  let at = start;
  let lineEnds: u32 = 0;
  range.extraText = 0;
  range.extraValue = 0;

  while (true) {
    let from = at;
    let to: u32;
    let pairs: u32 = 0;
    let stop: u32;
    if (at < length && byteAt(range, at) == QUOTE) {
      from = at + 1;
      position++;
      brk++;
      // Find the quote that closes.
      while (true) {
        if (position == range.positionCount) {
          if (length - from - pairs > fieldLimit) return fault(range, from + fieldLimit + pairs, rowLimitEnd);
          if (!final) return cut(range, start, rowLimitEnd);
          return length > rowLimitEnd ? overRowLimit(range, rowLimitEnd) : fault(range, length, length + 1);
        }
        to = positionAt(range, position);
        const byte = byteAt(range, to);
        if (byte == delimiter) {
          position++;
          continue;
        }
        if (byte == QUOTE) {
          if (to + 1 == length && !final) return cut(range, start, rowLimitEnd);
          if (to + 1 == length || byteAt(range, to + 1) != QUOTE) break;
          // Looked at before the pair is counted, which would move the place where the limit was passed.
          if (to - from - pairs > fieldLimit) return fault(range, from + fieldLimit + pairs, rowLimitEnd);
          pairs++;
          position += 2;
          brk += 2;
          continue;
        }
        if (to - from - pairs > fieldLimit) return fault(range, from + fieldLimit + pairs, rowLimitEnd);
        if (to < faultEnd) return ROW_FAULT;
        lineEnds++;
        position++;
        brk++;
        if (byte == CR && to + 1 < length && byteAt(range, to + 1) == LF) {
          position++;
          brk++;
        }
      }
      if (to - from - pairs > fieldLimit) return fault(range, from + fieldLimit + pairs, rowLimitEnd);
      position++;
      brk++;
      stop = to + 1;
      while (stop < length) {
        const byte = byteAt(range, stop);
        if (byte == delimiter || (byte != SPACE && byte != TAB)) break;
        stop++;
      }
      if (stop < length && stop != positionAt(range, position)) return fault(range, stop, rowLimitEnd);
      if (stop < length && byteAt(range, stop) == QUOTE) return fault(range, stop, rowLimitEnd);
    } else {
      while (position < range.positionCount && byteAt(range, positionAt(range, position)) == QUOTE) {
        position++;
        brk++;
      }
      stop = positionAt(range, position);
      to = stop;
      if (to - from > fieldLimit) return fault(range, from + fieldLimit, rowLimitEnd);
    }
    if (stop >= length && !final) return cut(range, start, rowLimitEnd);

    if (field < columns) {
      store<u32>(usize(range.fieldStarts) + (usize(field) << 2), from);
      store<u32>(usize(range.fieldEnds) + (usize(field) << 2), to);
      store<u32>(usize(range.fieldPairs) + (usize(field) << 2), pairs);
    } else if (to > from) {
      noteExtraField(range, from, to, pairs);
    }
    field++;
    if (stop < length && byteAt(range, stop) == delimiter) {
      position++;
      at = stop + 1;
      continue;
    }
    break;
  }

  // The row ends here: at a line end, or with the file.
  const stop = position < range.positionCount ? positionAt(range, position) : length;
  if (stop - start > control().rowLimit) return overRowLimit(range, rowLimitEnd);
  let size: u32 = 0;
  if (stop < length) {
    size = lineEndSize(range, stop);
    if (size == 0) return ROW_CUT;
  }
  range.fieldCount = min(field, columns);
  range.lineEnds = lineEnds + 1;
  textEnd = stop;
  nextRow = stop + size;
  nextPosition = position + size;
  nextBreak = brk + size;
  return ROW_SOUND;
}

/** Text beyond the last column, and whether it is more than a blank word. */
function noteExtraField(range: Range, from: u32, to: u32, pairs: u32): void {
  range.extraText = 1;
  if (pairs != 0 || !isBlankField(usize(range.input) + from, to - from)) range.extraValue = 1;
}

/**
 * The row is at fault at offset `at`, unless it was over its limit before: which of the two came first must not
 * depend on how much of the row happened to be in the block.
 */
function fault(range: Range, at: u32, rowLimitEnd: u32): u32 {
  if (at >= rowLimitEnd) return overRowLimit(range, rowLimitEnd);
  range.faultEnd = max(range.faultEnd, at);
  return ROW_FAULT;
}

function overRowLimit(range: Range, at: u32): u32 {
  range.limitEnd = max(range.limitEnd, at);
  return ROW_FAULT;
}

/** The block ends inside the row: more input decides, unless the row is over its limit already. */
function cut(range: Range, start: u32, rowLimitEnd: u32): u32 {
  if (range.length - start > control().rowLimit) return overRowLimit(range, rowLimitEnd);
  return ROW_CUT;
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
