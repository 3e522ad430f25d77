/**
 * Reading one row: where its fields lie, whether its quotes work out, and where the next row begins. Reading on at
 * the line behind a faulty one could make a hostile file quadratic. It does not: a row that meets a line end inside
 * quotes, before the place where an earlier row failed, is from there on in the very state which that row was in,
 * and so fails as it did (faultEnd).
 */
import { CR, isLineEnd, LF, QUOTE, SPACE, TAB } from './bytes';
import { control, Range } from './layout';
import { isBlankField } from './words';

/** How a row was read. */
export const ROW_SOUND: u32 = 0;
export const ROW_CUT: u32 = 1;
export const ROW_FAULT: u32 = 2;

// Where the row that was read ends: the end of its text, the start of the next row, its place in the index.
export let textEnd: u32 = 0;
export let nextRow: u32 = 0;
export let nextPosition: u32 = 0;
export let nextBreak: u32 = 0;

// @ts-ignore: decorator
@inline
export function positionAt(range: Range, index: u32): u32 {
  return load<u32>(usize(range.positions) + (usize(index) << 2));
}

// @ts-ignore: decorator
@inline
export function breakAt(range: Range, index: u32): u32 {
  return load<u32>(usize(range.breaks) + (usize(index) << 2));
}

// @ts-ignore: decorator
@inline
export function byteAt(range: Range, at: u32): u8 {
  return load<u8>(usize(range.input) + at);
}

/** Bytes of the line end at `at`; 0 when the block ends before it can be told. */
// @ts-ignore: decorator
@inline
export function lineEndSize(range: Range, at: u32): u32 {
  if (byteAt(range, at) == LF) return 1;
  if (at + 1 < range.length) return byteAt(range, at + 1) == LF ? 2 : 1;
  return range.final;
}

/**
 * Whether the line holds nothing but spaces and tabs; sets where the next one begins. A longer line than a field
 * may be is read as any other row: it could not be held until its end shows that it is blank.
 */
export function isBlankLine(range: Range, start: u32): bool {
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
export function readRow(range: Range, start: u32): u32 {
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
