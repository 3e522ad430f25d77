/**
 * Writes rows of artefacts (JSON, CSV, COPY) from the columns of facts. What a row looks like is a program: a list of
 * steps that the caller lays into memory (src/reports/rows.ts), each of STEP words: an operation and its operands,
 * which are addresses of columns and tables, sizes and flags. This module knows no format and no column by name.
 *
 * The memory is shared with other instances: state lives in globals, which each instance has for itself.
 */
import { LONGEST_NUMBER, writeDecimal, writeHex, writeSeconds, writeTime } from './numbers';
import { copyEscaped, copyPlain, hasFlagged, SLACK } from './text';

const STEP_SHIFT: usize = 6; // 16 words

// Operations, in the order of OPERATIONS in src/reports/rows.ts.
const LITERAL: u32 = 0;
const HEX: u32 = 1;
const TEXT: u32 = 2;
const TIME: u32 = 3;
const NUMBER: u32 = 4;
const PIECE: u32 = 5;
const TEXTS: u32 = 6;
const CODES: u32 = 7;
const RANK: u32 = 8;
const COUNT: u32 = 9;
const SECONDS: u32 = 10;

/** Bits of a table of cells: a byte that forces its cell into quotes, one with which a spreadsheet begins a formula. */
const QUOTED: u8 = 1;
const FORMULA: u8 = 2;
const QUOTE: u8 = 0x22;
const APOSTROPHE: u8 = 0x27;

let program: usize = 0;
let steps: u32 = 0;
let order: usize = 0;
let next: u32 = 0;
let last: u32 = 0;
let step: u32 = 0;
/** Within a list: where it goes on; its opening is written already. */
let isInside: bool = false;
let position: u32 = 0;
let isQuoted: bool = false;

/** Room that the next thing to be written asks for, where fill came to a stop. */
let wanted: u32 = 0;
let at: usize = 0;
let end: usize = 0;

/**
 * Begins with rows from .. to (exclusive).
 * @param rows address of their case indexes, u32 each; 0 where row and case are one
 */
export function start(programAddress: usize, stepCount: u32, rows: usize, from: u32, to: u32): void {
  program = programAddress;
  steps = stepCount;
  order = rows;
  next = from;
  last = to;
  step = 0;
  isInside = false;
}

/**
 * Writes as much as there is room for. @returns the bytes written; everything is written when isDone
 */
export function fill(out: usize, room: u32): u32 {
  at = out;
  end = out + room;
  for (; next < last; next++) {
    const index = order == 0 ? next : load<u32>(order + (<usize>next << 2));
    for (; step < steps; step++) {
      if (!take(program + (<usize>step << STEP_SHIFT), index)) return <u32>(at - out);
    }
    step = 0;
  }
  return <u32>(at - out);
}

export function isDone(): bool {
  return next >= last;
}

/** Bytes without which nothing more can be written. */
export function wantedRoom(): u32 {
  return wanted;
}

// @ts-ignore: decorator
@inline
function operand(address: usize, k: usize): u32 {
  return load<u32>(address + (k << 2));
}

// @ts-ignore: decorator
@inline
function hasRoom(bytes: u32): bool {
  wanted = bytes + SLACK;
  return at + wanted <= end;
}

function codeAt(codes: usize, width: u32, index: u32): u32 {
  if (width == 1) return load<u8>(codes + index);
  if (width == 2) return load<u16>(codes + (<usize>index << 1));
  return load<u32>(codes + (<usize>index << 2));
}

/** One step of one row; false when there is no room for all of it. */
function take(address: usize, index: u32): bool {
  const operation = operand(address, 0);
  if (operation == TEXT) return text(address, index);
  if (operation == TEXTS) return texts(address, index);
  if (operation == CODES) return codes(address, index);
  if (operation == LITERAL) {
    const length = operand(address, 2);
    if (!hasRoom(length)) return false;
    at = copyPlain(at, operand(address, 1), length);
    return true;
  }
  if (operation == PIECE) {
    const code = codeAt(operand(address, 1), operand(address, 2), index);
    return piece(operand(address, 3), operand(address, 4), code);
  }
  if (!hasRoom(LONGEST_NUMBER)) return false;
  const column = <usize>operand(address, 1);
  if (operation == HEX) at = writeHex(at, column + (<usize>index << 4));
  else if (operation == TIME) at = writeTime(at, load<f64>(column + (<usize>index << 3)), <u8>operand(address, 2));
  else if (operation == NUMBER) at = writeDecimal(at, load<u32>(column + (<usize>index << 2)));
  else if (operation == SECONDS) at = writeSeconds(at, load<f64>(column + (<usize>index << 3)));
  else if (operation == RANK) at = writeDecimal(at, index);
  else if (operation == COUNT) {
    const starts = column + (<usize>index << 2);
    at = writeDecimal(at, load<u32>(starts + 4) - load<u32>(starts));
  } else unreachable();
  return true;
}

function piece(starts: usize, bytes: usize, code: u32): bool {
  const begin = load<u32>(starts + (<usize>code << 2));
  const length = load<u32>(starts + (<usize>code << 2) + 4) - begin;
  if (!hasRoom(length)) return false;
  at = copyPlain(at, bytes + begin, length);
  return true;
}

/** Operands: starts, bytes, texts per row, the text's number in its row, escapes, longest escape, cells or 0. */
function text(address: usize, index: u32): bool {
  const starts = <usize>operand(address, 1) + (<usize>(index * operand(address, 3) + operand(address, 4)) << 2);
  const bytes = <usize>operand(address, 2);
  const from = bytes + load<u32>(starts);
  const stop = bytes + load<u32>(starts + 4);
  const cells = operand(address, 7);
  if (!hasRoom(<u32>(stop - from) * operand(address, 6) + 3)) return false;
  if (cells != 0) openCell(cells, hasFlagged(from, stop, cells, QUOTED), from < stop ? load<u8>(from) : 0);
  at = copyEscaped(at, from, stop, operand(address, 5));
  if (cells != 0) closeCell();
  return true;
}

/**
 * A list of texts. Operands: starts of the lists, starts and bytes of the texts, escapes, longest escape, separator,
 * its length, most entries, cells or 0.
 */
function texts(address: usize, index: u32): bool {
  const lists = <usize>operand(address, 1) + (<usize>index << 2);
  const starts = <usize>operand(address, 2);
  const bytes = <usize>operand(address, 3);
  const escapes = operand(address, 4);
  const longest = operand(address, 5);
  const separator = operand(address, 6);
  const separatorLength = operand(address, 7);
  const cells = operand(address, 9);
  const from = load<u32>(lists);
  const to = from + min(load<u32>(lists + 4) - from, operand(address, 8));
  if (!isInside) {
    if (!hasRoom(2)) return false;
    if (cells != 0 && from < to) {
      const begin = bytes + load<u32>(starts + (<usize>from << 2));
      const stop = bytes + load<u32>(starts + (<usize>to << 2));
      openCell(cells, hasFlagged(begin, stop, cells, QUOTED), begin < stop ? load<u8>(begin) : 0);
    } else isQuoted = false;
    isInside = true;
    position = from;
  }
  for (; position < to; position++) {
    const start = load<u32>(starts + (<usize>position << 2));
    const stop = load<u32>(starts + (<usize>position << 2) + 4);
    if (!hasRoom(separatorLength + (stop - start) * longest)) return false;
    if (position > from) at = copyPlain(at, separator, separatorLength);
    at = copyEscaped(at, bytes + start, bytes + stop, escapes);
  }
  return leaveList();
}

/**
 * A list of codes, each as a piece. Operands: starts of the lists, codes, their width, starts and bytes of the pieces
 * at the beginning of a list, and of those that follow, most entries, cells or 0, flags of codes that force quotes.
 */
function codes(address: usize, index: u32): bool {
  const lists = <usize>operand(address, 1) + (<usize>index << 2);
  const column = <usize>operand(address, 2);
  const width = operand(address, 3);
  const firstStarts = <usize>operand(address, 4);
  const firstBytes = <usize>operand(address, 5);
  const starts = <usize>operand(address, 6);
  const bytes = <usize>operand(address, 7);
  const cells = operand(address, 9);
  const from = load<u32>(lists);
  const to = from + min(load<u32>(lists + 4) - from, operand(address, 8));
  if (!isInside) {
    if (!hasRoom(2)) return false;
    if (cells != 0 && from < to) {
      const first = load<u32>(firstStarts + (<usize>codeAt(column, width, from) << 2));
      const needsQuotes = anyFlagged(operand(address, 10), column, width, from, to);
      openCell(cells, needsQuotes, load<u8>(firstBytes + first));
    } else isQuoted = false;
    isInside = true;
    position = from;
  }
  for (; position < to; position++) {
    const code = codeAt(column, width, position);
    const isFirst = position == from;
    if (!piece(isFirst ? firstStarts : starts, isFirst ? firstBytes : bytes, code)) return false;
  }
  return leaveList();
}

/** @param flags per code; 0 where none is flagged */
function anyFlagged(flags: usize, column: usize, width: u32, from: u32, to: u32): bool {
  if (flags == 0) return false;
  for (let i = from; i < to; i++) if (load<u8>(flags + codeAt(column, width, i)) != 0) return true;
  return false;
}

function leaveList(): bool {
  if (!hasRoom(1)) return false;
  closeCell();
  isInside = false;
  return true;
}

function openCell(cells: usize, needsQuotes: bool, firstByte: u8): void {
  isQuoted = needsQuotes;
  if (needsQuotes) store<u8>(at++, QUOTE);
  if ((load<u8>(cells + firstByte) & FORMULA) != 0) store<u8>(at++, APOSTROPHE);
}

function closeCell(): void {
  if (isQuoted) store<u8>(at++, QUOTE);
}
