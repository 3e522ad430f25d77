/** One row of sound structure: its checks in their order, then its event, its key and its place in the batch. */
import { copyField, NUL, paddedRun } from './bytes';
import { isOfShare, resolveBatch } from './cases';
import { dateMeta, dateNanos, parseDate } from './dates';
import { logEvent } from './events';
import {
  BAD_DATE,
  BAD_REMEDIATION_FLAG,
  BATCH_ROWS,
  COLUMN_MAP,
  control,
  KEY_FIELDS,
  MALFORMED_ROW,
  MISSING_KEY,
  MISSING_NUMBER,
  PENDING_BYTES,
  PENDING_EVENT,
  PENDING_KEY,
  PENDING_LENGTH,
  Range,
  SLICE_DATE,
  SLICE_FLAG,
  SLICE_NUMBER,
  SLICE_PRIORITY,
  SLICE_SEVERITY,
  SLICE_STATUS,
  SLICES,
  sliceAt,
  sliceLength,
} from './layout';
import { NO_NUMBER, refuse } from './refused';
import { traitOfRow } from './traits';
import { suspectFrom } from './structure';
import { validUtf8 } from './utf8';
import { isBlankField, isRemediationFlag } from './words';

// @ts-ignore: decorator
@inline
function isBlankSlice(range: Range, slice: u32): bool {
  return isBlankField(sliceAt(range, slice), sliceLength(range, slice));
}

/**
 * Takes the row whose text is [start, end). `direct`: its fields are cut by the index alone, from entry `first`;
 * else they are in fieldStarts, fieldEnds and fieldPairs.
 */
export function takeRow(range: Range, start: u32, end: u32, first: u32, direct: bool): void {
  if (direct) sliceDirect(range, first);
  else sliceFields(range);
  if (checkRow(range, start, end, first, direct)) accept(range);
  range.line += range.lineEnds;
}

/** The fields of a row without quotes. Each begins behind an entry of the index, the first behind the row before. */
function sliceDirect(range: Range, first: u32): void {
  const input = range.input;
  const positions = usize(range.positions) + (usize(first) << 2);
  const slices = usize(range.slices);
  // Written out, since nothing unrolls a loop for us.
  cutSlice(slices, input, positions, 0);
  cutSlice(slices, input, positions, 1);
  cutSlice(slices, input, positions, 2);
  cutSlice(slices, input, positions, 3);
  cutSlice(slices, input, positions, 4);
  cutSlice(slices, input, positions, 5);
  cutSlice(slices, input, positions, 6);
  cutSlice(slices, input, positions, SLICE_DATE);
  cutSlice(slices, input, positions, SLICE_NUMBER);
  cutSlice(slices, input, positions, SLICE_SEVERITY);
  cutSlice(slices, input, positions, SLICE_PRIORITY);
  cutSlice(slices, input, positions, SLICE_STATUS);
  cutSlice(slices, input, positions, SLICE_FLAG);
}

// @ts-ignore: decorator
@inline
function cutSlice(slices: usize, input: u32, positions: usize, slice: u32): void {
  const end = positions + (usize(load<u32>(COLUMN_MAP + (usize(slice) << 2))) << 2);
  const from = load<u32>(end - 4) + 1;
  store<u32>(slices + (usize(slice) << 3), input + from);
  store<u32>(slices + (usize(slice) << 3), load<u32>(end) - from, 4);
}

function sliceFields(range: Range): void {
  let free = usize(range.unescaped);
  for (let k: u32 = 0; k < SLICES; k++) {
    const column = load<u32>(COLUMN_MAP + (k << 2));
    const slice = usize(range.slices) + (usize(k) << 3);
    if (column >= range.fieldCount) {
      store<u32>(slice, range.input);
      store<u32>(slice, 0, 4);
      continue;
    }
    const field = usize(column) << 2;
    const from = usize(range.input) + load<u32>(usize(range.fieldStarts) + field);
    const to = usize(range.input) + load<u32>(usize(range.fieldEnds) + field);
    if (load<u32>(usize(range.fieldPairs) + field) == 0) {
      store<u32>(slice, u32(from));
      store<u32>(slice, u32(to - from), 4);
      continue;
    }
    store<u32>(slice, u32(free));
    const length = unescape(free, from, to);
    store<u32>(slice, length, 4);
    free += length + 16;
  }
}

/** Copies a quoted value, each pair of quotes as one. */
function unescape(to: usize, from: usize, end: usize): u32 {
  let out = to;
  while (from < end) {
    const byte = load<u8>(from);
    store<u8>(out++, byte);
    from += byte == 0x22 ? 2 : 1;
  }
  return u32(out - to);
}

/** The checks of a row, in the order of the rules; a row that fails one is set apart. */
function checkRow(range: Range, start: u32, end: u32, first: u32, direct: bool): bool {
  const missingKey =
    isBlankSlice(range, 0) || isBlankSlice(range, 1) || isBlankSlice(range, 2) || isBlankSlice(range, 3) ||
    isBlankSlice(range, 4) || isBlankSlice(range, 5) || isBlankSlice(range, 6);
  if (missingKey && range.extraValue == 0 && isBlankRow(range, start, first, direct)) return false;
  range.rows++;
  if (isSuspect(range, start, end) && !isCleanText(range, start, end)) return refuseRow(range, start, end, MALFORMED_ROW);
  if (range.extraText) return refuseRow(range, start, end, MALFORMED_ROW);
  if (missingKey) return refuseRow(range, start, end, MISSING_KEY);
  if (!isRemediationFlag(sliceAt(range, SLICE_FLAG), sliceLength(range, SLICE_FLAG))) {
    return refuseRow(range, start, end, BAD_REMEDIATION_FLAG);
  }
  if (!parseDate(range, sliceAt(range, SLICE_DATE), sliceLength(range, SLICE_DATE))) {
    return refuseRow(range, start, end, BAD_DATE);
  }
  if (isBlankSlice(range, SLICE_NUMBER)) return refuseRow(range, start, end, MISSING_NUMBER);
  return true;
}

function refuseRow(range: Range, start: u32, end: u32, reason: u32): bool {
  const at = sliceAt(range, SLICE_NUMBER);
  const length = sliceLength(range, SLICE_NUMBER);
  refuse(range, start, end, reason, at, isBlankField(at, length) ? NO_NUMBER : length);
  return false;
}

/** Whether every field of the header's columns is blank. */
function isBlankRow(range: Range, start: u32, first: u32, direct: bool): bool {
  const input = usize(range.input);
  const count = direct ? control().columns : range.fieldCount;
  let from = start;
  for (let field: u32 = 0; field < count; field++) {
    const place = usize(field) << 2;
    let to: u32;
    if (direct) {
      to = load<u32>(usize(range.positions) + ((usize(first) + field) << 2));
    } else {
      if (load<u32>(usize(range.fieldPairs) + place) != 0) return false;
      from = load<u32>(usize(range.fieldStarts) + place);
      to = load<u32>(usize(range.fieldEnds) + place);
    }
    if (!isBlankField(input + from, to - from)) return false;
    from = to + 1;
  }
  return true;
}

/** Whether the row, or its line end, is near text that may be unclean. */
// @ts-ignore: decorator
@inline
function isSuspect(range: Range, start: u32, end: u32): bool {
  range.nextSuspect = suspectFrom(range, range.nextSuspect, start);
  return load<u32>(usize(range.suspects) + (usize(range.nextSuspect) << 2)) <= end;
}

/** Whether the text is well-formed and without NUL; asked only near text that is not. */
function isCleanText(range: Range, start: u32, end: u32): bool {
  const at = usize(range.input) + start;
  if (!validUtf8(at, at + (end - start))) {
    range.undecodableRows++;
    return false;
  }
  for (let k: u32 = 0; k < end - start; k++) {
    if (load<u8>(at + k) == NUL) return false;
  }
  return true;
}

/** A valid row: its event goes to the log, its key to the batch. */
function accept(range: Range): void {
  const trait = traitOfRow(range, dateMeta);
  const pending = stageKey(range);
  if (control().shareSpan != u32.MAX_VALUE && !isOfShare(pending)) return;
  const event = logEvent(range, dateNanos, trait, sliceAt(range, SLICE_NUMBER), sliceLength(range, SLICE_NUMBER));
  store<u32>(pending, u32(event), PENDING_EVENT);
  range.stagingUsed += paddedRun(load<u32>(pending, PENDING_LENGTH)) + 32;
  range.batchCount++;
}

/**
 * The key of a row: its fields, each ended by a NUL. No field of a valid row holds one, so the order of keys as
 * bytes is the order of their fields, column by column. The next row takes its place unless it joins the batch.
 */
function stageKey(range: Range): usize {
  let length: u32 = KEY_FIELDS;
  length += sliceLength(range, 0) + sliceLength(range, 1) + sliceLength(range, 2) + sliceLength(range, 3);
  length += sliceLength(range, 4) + sliceLength(range, 5) + sliceLength(range, 6);
  if (range.batchCount == BATCH_ROWS || range.stagingUsed + length + 64 > range.stagingCapacity) {
    resolveBatch(range);
  }
  const key = usize(range.staging) + range.stagingUsed;
  let end = stageField(range, key, 0);
  end = stageField(range, end, 1);
  end = stageField(range, end, 2);
  end = stageField(range, end, 3);
  end = stageField(range, end, 4);
  end = stageField(range, end, 5);
  end = stageField(range, end, 6);
  zeroBehind(end);
  const pending = usize(range.batch) + usize(range.batchCount) * PENDING_BYTES;
  store<u32>(pending, u32(key), PENDING_KEY);
  store<u32>(pending, length, PENDING_LENGTH);
  return pending;
}

/** Copies a field and its NUL; returns where the next one goes. */
// @ts-ignore: decorator
@inline
function stageField(range: Range, to: usize, slice: u32): usize {
  const length = usize(sliceLength(range, slice));
  copyField(to, sliceAt(range, slice), length);
  store<u8>(to + length, NUL);
  return to + length + 1;
}

// @ts-ignore: decorator
@inline
function zeroBehind(at: usize): void {
  if (ASC_FEATURE_SIMD) {
    v128.store(at, i8x16.splat(0));
    v128.store(at, i8x16.splat(0), 16);
    return;
  }
  store<u64>(at, 0);
  store<u64>(at, 0, 8);
  store<u64>(at, 0, 16);
  store<u64>(at, 0, 24);
}
