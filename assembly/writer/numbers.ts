/** Numbers, times and digests as text; each returns where the target ends. Floats are left to JavaScript. */

const ZERO: u8 = 0x30;
const DASH: u8 = 0x2d;
const COLON: u8 = 0x3a;
const SECONDS_OF_DAY: i64 = 86400;

/** Most bytes that one of these writes. */
export const LONGEST_NUMBER: u32 = 32;

export function writeDecimal(to: usize, value: u64): usize {
  let digits: usize = 1;
  for (let rest = value / 10; rest > 0; rest /= 10) digits++;
  let rest = value;
  for (let at = to + digits; at > to; rest /= 10) store<u8>(--at, ZERO + <u8>(rest % 10));
  return to + digits;
}

/** Whole seconds, which lie before 1970 when they are negative. */
export function writeSeconds(to: usize, seconds: f64): usize {
  if (seconds >= 0) return writeDecimal(to, <u64>seconds);
  store<u8>(to, DASH);
  return writeDecimal(to + 1, <u64>-seconds);
}

/** 16 bytes as 32 lower-case hexadecimal digits. */
export function writeHex(to: usize, digest: usize): usize {
  for (let i: usize = 0; i < 16; i++) {
    const byte = load<u8>(digest + i);
    store<u8>(to + i * 2, hexDigit(byte >> 4));
    store<u8>(to + i * 2 + 1, hexDigit(byte & 15));
  }
  return to + 32;
}

function hexDigit(value: u8): u8 {
  return value < 10 ? ZERO + value : 0x57 + value;
}

/** `2025-01-20T10:00:00` of whole seconds since 1970; years of four digits. @param separator between date and time */
export function writeTime(to: usize, seconds: f64, separator: u8): usize {
  const whole = <i64>seconds;
  let days = whole / SECONDS_OF_DAY;
  if (whole % SECONDS_OF_DAY < 0) days--;
  const ofDay = <u32>(whole - days * SECONDS_OF_DAY);
  writeDate(to, days);
  store<u8>(to + 10, separator);
  writeTwo(to + 11, ofDay / 3600);
  store<u8>(to + 13, COLON);
  writeTwo(to + 14, (ofDay / 60) % 60);
  store<u8>(to + 16, COLON);
  writeTwo(to + 17, ofDay % 60);
  return to + 19;
}

/** The civil date of a day since 1970-01-01: years begin in March, so that the leap day is the last of its year. */
function writeDate(to: usize, days: i64): void {
  const shifted = days + 719468;
  const era = (shifted >= 0 ? shifted : shifted - 146096) / 146097;
  const dayOfEra = <u32>(shifted - era * 146097);
  const yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146096) / 365;
  const dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
  const fromMarch = (5 * dayOfYear + 2) / 153;
  const month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9;
  const year = yearOfEra + <u32>(era * 400) + (month <= 2 ? 1 : 0);
  writeTwo(to, year / 100);
  writeTwo(to + 2, year % 100);
  store<u8>(to + 4, DASH);
  writeTwo(to + 5, month);
  store<u8>(to + 7, DASH);
  writeTwo(to + 8, dayOfYear - (153 * fromMarch + 2) / 5 + 1);
}

function writeTwo(to: usize, value: u32): void {
  store<u8>(to, ZERO + <u8>(value / 10));
  store<u8>(to + 1, ZERO + <u8>(value % 10));
}
