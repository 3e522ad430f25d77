/**
 * Dates as the rules list them; whatever is not listed is refused. A date whose order only the whole file can
 * tell is read day first and marked as ambiguous; it is turned round at the end where the file is month first.
 */
import { isBlank } from './bytes';
import { DAY, HOUR, MINUTE, SECOND, daysFromDate, daysInMonth } from './calendar';
import {
  META_AMBIGUOUS,
  META_DAY_FIRST,
  META_MONTH_FIRST,
  META_ZONE_BIAS,
  Range,
  control,
} from './layout';

/** What parseDate found: nanoseconds of the wall clock as written, and META_* bits. */
export let dateNanos: i64 = 0;
export let dateMeta: u32 = 0;

const FIRST_YEAR: i32 = 1678;
const LAST_YEAR: i32 = 2261;

let cursor: usize = 0;
let end: usize = 0;

/** Reads the field; false where it is no date. */
export function parseDate(range: Range, at: usize, length: u32): bool {
  if (length == 19 && parseCommon(range, at)) return true;
  cursor = at;
  end = at + length;
  while (cursor < end && isBlank(load<u8>(cursor))) cursor++;
  while (end > cursor && isBlank(load<u8>(end - 1))) end--;
  dateMeta = 0;
  if (cursor == end) return false;
  if (isLetter(peek())) return !control().yearFirstOnly && readMonthName() && readSpace() && readDayCommaYear() && readTime();
  return readNumericDate();
}

const TIME_DIGITS: u64 = 0x0f0f000f0f000f0f; // HH:MM:SS
const TIME_SHAPE: u64 = 0x30303a30303a3030;
const HIGH_NIBBLES: u64 = 0xf0f0f0f0f0f0f0f0;

/**
 * The shapes of nearly every export: ten bytes of date, a blank or T, HH:MM:SS. The day is parsed once for a
 * run of equal days; the clock is read as one number. False leaves the field to the general reader.
 */
function parseCommon(range: Range, at: usize): bool {
  const separator = load<u8>(at, 10);
  if (separator != 0x20 && separator != 0x54) return false;
  const clock = load<u64>(at, 11);
  // All high nibbles as in 00:00:00 (0x3), and none of the low ones over 9 (0x06 carries into the high nibble).
  const carried = clock + 0x0606000606000606;
  if ((clock & HIGH_NIBBLES) != (TIME_SHAPE & HIGH_NIBBLES)) return false;
  if ((carried & HIGH_NIBBLES) != (TIME_SHAPE & HIGH_NIBBLES)) return false;
  if (load<u8>(at, 13) != 0x3a || load<u8>(at, 16) != 0x3a) return false;
  const digits = clock & TIME_DIGITS;
  const pairs = (digits & 0xff) * 10 + ((digits >> 8) & 0xff);
  const hours = i64(pairs);
  const minutes = i64(((digits >> 24) & 0xff) * 10 + ((digits >> 32) & 0xff));
  const seconds = i64(((digits >> 48) & 0xff) * 10 + (digits >> 56));
  if (hours > 23 || minutes > 59 || seconds > 59) return false;

  const low = load<u64>(at);
  const high = u64(load<u16>(at, 8));
  if (low != range.dayKeyLow || high != range.dayKeyHigh) {
    cursor = at;
    end = at + 10;
    dateMeta = 0;
    if (!isTenByteDate(at) || !readNumericDate()) return false;
    range.dayKeyLow = low;
    range.dayKeyHigh = high;
    range.dayNanos = dateNanos;
    range.dayMeta = dateMeta;
  }
  dateMeta = range.dayMeta;
  dateNanos = range.dayNanos + hours * HOUR + minutes * MINUTE + seconds * SECOND;
  return true;
}

/** Whether the ten bytes are a day and nothing else: 2025-01-05 or 05/01/2025; 2025-01 16 is a month and an hour. */
function isTenByteDate(at: usize): bool {
  const gap = isDigit(load<u8>(at, 2)) ? 4 : 2;
  for (let k = 0; k < 10; k++) {
    const byte = load<u8>(at + k);
    const isGap = k == gap || k == (gap == 4 ? 7 : 5);
    if (isGap ? !isDateSeparator(byte) : !isDigit(byte)) return false;
  }
  return true;
}

// @ts-ignore: decorator
@inline
function peek(): u8 {
  return cursor < end ? load<u8>(cursor) : 0;
}

// @ts-ignore: decorator
@inline
function isDigit(byte: u8): bool {
  return byte >= 0x30 && byte <= 0x39;
}

// @ts-ignore: decorator
@inline
function isLetter(byte: u8): bool {
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x7a;
}

/** How many digits stand at the cursor (counted up to 15). */
function digitsAhead(): i32 {
  let count = 0;
  while (count < 15 && cursor + count < end && isDigit(load<u8>(cursor + count))) count++;
  return count;
}

function readDigits(count: i32): i32 {
  let value = 0;
  for (let k = 0; k < count; k++) value = value * 10 + i32(load<u8>(cursor + k) - 0x30);
  cursor += count;
  return value;
}

/** A number of one or two digits; -1 where there is none. */
function readShort(): i32 {
  const count = digitsAhead();
  return count == 1 || count == 2 ? readDigits(count) : -1;
}

/** One or more blanks. */
function readSpace(): bool {
  const from = cursor;
  while (cursor < end && isBlank(load<u8>(cursor))) cursor++;
  return cursor > from;
}

function isDateSeparator(byte: u8): bool {
  return byte == 0x2d || byte == 0x2f || byte == 0x2e;
}

function readNumericDate(): bool {
  const digits = digitsAhead();
  if (digits == 8 || digits == 14) return readPacked(digits);
  if (digits == 4) return readYearFirst();
  if (digits != 1 && digits != 2) return false;
  const first = readDigits(digits);
  if (isBlank(peek())) return readSpace() && readDayNameYear(first);
  return readDayAndMonth(first);
}

function readYearFirst(): bool {
  const year = readDigits(4);
  const separator = peek();
  if (!isDateSeparator(separator)) return false;
  cursor++;
  const month = readShort();
  if (peek() != separator) {
    return separator == 0x2d && setDay(year, month, 1) && readTime();
  }
  cursor++;
  return setDay(year, month, readShort()) && readTime();
}

function readDayAndMonth(first: i32): bool {
  if (control().yearFirstOnly) return false;
  const separator = peek();
  if (!isDateSeparator(separator)) return false;
  cursor++;
  const second = readShort();
  if (second < 0 || peek() != separator) return false;
  cursor++;
  const digits = digitsAhead();
  if (digits != 4 && digits != 2) return false;
  const year = readDigits(digits) + (digits == 2 ? 2000 : 0);
  if (first > 12) {
    dateMeta = META_DAY_FIRST;
    return setDay(year, second, first) && readTime();
  }
  if (second > 12) {
    dateMeta = META_MONTH_FIRST;
    return setDay(year, first, second) && readTime();
  }
  dateMeta = META_AMBIGUOUS;
  return setDay(year, second, first) && readTime();
}

/** `5 Jan 2025`, the day and its blanks read already. */
function readDayNameYear(day: i32): bool {
  if (control().yearFirstOnly || !readMonthName() || !readSpace()) return false;
  return digitsAhead() == 4 && setDay(readDigits(4), namedMonth, day) && readTime();
}

/** `5, 2025` of `Jan 5, 2025`. */
function readDayCommaYear(): bool {
  const day = readShort();
  if (day < 0 || peek() != 0x2c) return false;
  cursor++;
  if (!readSpace() || digitsAhead() != 4) return false;
  return setDay(readDigits(4), namedMonth, day);
}

let namedMonth: i32 = 0;

/** An English month name, short or full, in any case. */
function readMonthName(): bool {
  const from = cursor;
  while (cursor < end && isLetter(load<u8>(cursor))) cursor++;
  const length = u32(cursor - from);
  if (length < 3) return false;
  const short = (u32(load<u8>(from)) | (u32(load<u8>(from, 1)) << 8) | (u32(load<u8>(from, 2)) << 16)) | 0x202020;
  for (let month = 0; month < 12; month++) {
    const name = MONTH_NAMES + (month << 4);
    if ((load<u32>(name) & 0xffffff) != short) continue;
    namedMonth = month + 1;
    if (length == 3) return true;
    for (let k: u32 = 0; k < length; k++) {
      if (k >= 12 || (load<u8>(from + k) | 0x20) != load<u8>(name + k)) return false;
    }
    return load<u8>(name + length) == 0;
  }
  return false;
}

/** Twelve names of 16 bytes, zero-padded. */
const MONTH_NAMES = memory.data<u8>([
  0x6a, 0x61, 0x6e, 0x75, 0x61, 0x72, 0x79, 0, 0, 0, 0, 0, 0, 0, 0, 0,
  0x66, 0x65, 0x62, 0x72, 0x75, 0x61, 0x72, 0x79, 0, 0, 0, 0, 0, 0, 0, 0,
  0x6d, 0x61, 0x72, 0x63, 0x68, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
  0x61, 0x70, 0x72, 0x69, 0x6c, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
  0x6d, 0x61, 0x79, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
  0x6a, 0x75, 0x6e, 0x65, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
  0x6a, 0x75, 0x6c, 0x79, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
  0x61, 0x75, 0x67, 0x75, 0x73, 0x74, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
  0x73, 0x65, 0x70, 0x74, 0x65, 0x6d, 0x62, 0x65, 0x72, 0, 0, 0, 0, 0, 0, 0,
  0x6f, 0x63, 0x74, 0x6f, 0x62, 0x65, 0x72, 0, 0, 0, 0, 0, 0, 0, 0, 0,
  0x6e, 0x6f, 0x76, 0x65, 0x6d, 0x62, 0x65, 0x72, 0, 0, 0, 0, 0, 0, 0, 0,
  0x64, 0x65, 0x63, 0x65, 0x6d, 0x62, 0x65, 0x72, 0, 0, 0, 0, 0, 0, 0, 0,
], 16);

/** YYYYMMDD and its times: YYYYMMDDHHMMSS, YYYYMMDDTHHMMSS, YYYYMMDD HH:MM:SS. */
function readPacked(digits: i32): bool {
  const year = readDigits(4);
  const month = readDigits(2);
  if (!setDay(year, month, readDigits(2))) return false;
  if (digits == 8) {
    if (cursor == end) return true;
    if (peek() == 0x54) {
      cursor++;
      if (digitsAhead() != 6) return false;
    } else {
      return readSpace() && readPackedClock() && readZone();
    }
  }
  const hours = readDigits(2);
  const minutes = readDigits(2);
  return addClock(hours, minutes, readDigits(2)) && readZone();
}

function readPackedClock(): bool {
  if (digitsAhead() != 2) return false;
  const hours = readDigits(2);
  if (peek() != 0x3a) return false;
  cursor++;
  if (digitsAhead() != 2) return false;
  const minutes = readDigits(2);
  if (peek() != 0x3a) return false;
  cursor++;
  return digitsAhead() == 2 && addClock(hours, minutes, readDigits(2));
}

function setDay(year: i32, month: i32, day: i32): bool {
  if (year < FIRST_YEAR || year > LAST_YEAR || month < 1 || month > 12) return false;
  if (day < 1 || day > daysInMonth(year, month)) return false;
  dateNanos = i64(daysFromDate(year, month, day)) * DAY;
  return true;
}

function addClock(hours: i32, minutes: i32, seconds: i32): bool {
  if (hours > 23 || minutes > 59 || seconds > 59) return false;
  dateNanos += i64(hours) * HOUR + i64(minutes) * MINUTE + i64(seconds) * SECOND;
  return true;
}

/** What may follow a day: nothing, or a blank or T, a clock, AM or PM, a zone. */
function readTime(): bool {
  if (cursor == end) return true;
  if (peek() == 0x54) cursor++;
  else if (!readSpace()) return false;
  let hours = readShort();
  let minutes = 0;
  let seconds = 0;
  if (hours < 0) return false;
  if (peek() == 0x3a) {
    cursor++;
    minutes = readShort();
    if (minutes < 0) return false;
    if (peek() == 0x3a) {
      cursor++;
      seconds = readShort();
      if (seconds < 0) return false;
      if (peek() == 0x2e && !readFraction()) return false;
    }
  }
  hours = readHalfDay(hours);
  return hours >= 0 && addClock(hours, minutes, seconds) && readZone();
}

/** Digits of a second's fraction, those beyond nanoseconds dropped. */
function readFraction(): bool {
  cursor++;
  let weight: i64 = SECOND / 10;
  const from = cursor;
  while (isDigit(peek())) {
    dateNanos += i64(load<u8>(cursor) - 0x30) * weight;
    weight /= 10;
    cursor++;
  }
  return cursor > from;
}

/** The hour on the clock of 24 hours, after AM or PM where there is one; -1 where the hour is none of theirs. */
function readHalfDay(hours: i32): i32 {
  let at = cursor;
  while (at < end && isBlank(load<u8>(at))) at++;
  if (at + 2 > end || (load<u8>(at, 1) | 0x20) != 0x6d) return hours;
  const half = load<u8>(at) | 0x20;
  if (half != 0x61 && half != 0x70) return hours;
  cursor = at + 2;
  if (hours < 1 || hours > 12) return -1;
  return (hours % 12) + (half == 0x70 ? 12 : 0);
}

/** A zone behind a time, at most one blank between, and then the end of the field. */
function readZone(): bool {
  if (cursor == end) return true;
  if (isBlank(peek())) cursor++;
  const rest = u32(end - cursor);
  if (rest == 1 && peek() == 0x5a) return setZone(0, 0, 1);
  if (rest == 3) {
    const name = u32(load<u16>(cursor)) | (u32(load<u8>(cursor, 2)) << 16);
    if (name == 0x435455 || name == 0x544d47) return setZone(0, 0, 1); // UTC, GMT
  }
  const sign = peek();
  if (sign != 0x2b && sign != 0x2d) return false;
  cursor++;
  const digits = digitsAhead();
  if (digits != 2 && digits != 4) return false;
  const hours = readDigits(2);
  let minutes = 0;
  if (digits == 4) minutes = readDigits(2);
  else if (peek() == 0x3a) {
    cursor++;
    if (digitsAhead() != 2) return false;
    minutes = readDigits(2);
  }
  return cursor == end && setZone(hours, minutes, sign == 0x2d ? -1 : 1);
}

function setZone(hours: i32, minutes: i32, sign: i32): bool {
  if (hours > 23 || minutes > 59) return false;
  dateMeta |= u32(sign * (hours * 60 + minutes) + META_ZONE_BIAS);
  return true;
}
