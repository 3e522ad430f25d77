import type { DateOrder } from '../../src/domain/facts.js';

/** A day of the calendar; the month from 1. */
interface Day {
  year: number;
  month: number;
  day: number;
}

/** The day, as each order of reading day and month makes it; null where that order makes no day of it. */
interface Readings {
  DMY: Day | null;
  MDY: Day | null;
}

/** A date as it was written: its order and zone are settled only when the whole file has been read. */
export interface WrittenDate {
  readings: Readings;
  /** The order that alone can read this value; null when both can, or when the value does not depend on it. */
  evidence: 'DMY' | 'MDY' | null;
  /** Since midnight, by the clock of the value's own zone. */
  seconds: number;
  nanoseconds: number;
  /** Minutes east of UTC; null when the value has no zone. */
  zone: number | null;
}

const MONTHS = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
];

const FIRST_YEAR = 1678;
const LAST_YEAR = 2261;

const BLANKS = '[ \\t]+';
const ZONE = '(?:[ \\t]?(?<zone>Z|UTC|GMT|[+-]\\d\\d(?::?\\d\\d)?))?';
const TIME = '(?<hour>\\d{1,2})(?::(?<minute>\\d{1,2})(?::(?<second>\\d{1,2})(?:\\.(?<fraction>\\d+))?)?)?';
const HALF_OF_DAY = '(?:[ \\t]*(?<half>[AaPp][Mm]))?';
const THEN_TIME = `(?:(?:${BLANKS}|T)${TIME}${HALF_OF_DAY}${ZONE})?`;

/** Each shape whole, from the first character to the last; what fits none of them is not a date. */
const SHAPES = {
  yearFirst: new RegExp(
    `^(?<year>\\d{4})(?<separator>[-/.])(?<month>\\d{1,2})\\k<separator>(?<day>\\d{1,2})${THEN_TIME}$`,
  ),
  yearAndMonth: new RegExp(`^(?<year>\\d{4})-(?<month>\\d{1,2})${THEN_TIME}$`),
  packed: new RegExp(
    `^(?<year>\\d{4})(?<month>\\d\\d)(?<day>\\d\\d)(?:T?(?<hour>\\d\\d)(?<minute>\\d\\d)(?<second>\\d\\d)${ZONE})?$`,
  ),
  packedWithClock: new RegExp(
    `^(?<year>\\d{4})(?<month>\\d\\d)(?<day>\\d\\d)${BLANKS}(?<hour>\\d\\d):(?<minute>\\d\\d):(?<second>\\d\\d)${ZONE}$`,
  ),
  dayOrMonthFirst: new RegExp(
    `^(?<first>\\d{1,2})(?<separator>[-/.])(?<other>\\d{1,2})\\k<separator>(?<year>\\d{4}|\\d\\d)${THEN_TIME}$`,
  ),
  monthName: new RegExp(`^(?<name>[A-Za-z]+)${BLANKS}(?<day>\\d{1,2}),${BLANKS}(?<year>\\d{4})${THEN_TIME}$`),
  dayAndMonthName: new RegExp(
    `^(?<day>\\d{1,2})${BLANKS}(?<name>[A-Za-z]+)${BLANKS}(?<year>\\d{4})${THEN_TIME}$`,
  ),
} as const;

const YEAR_FIRST_SHAPES: ReadonlySet<string> = new Set([
  'yearFirst',
  'yearAndMonth',
  'packed',
  'packedWithClock',
]);

type Groups = Record<string, string | undefined>;

/**
 * Reads a date of any shape of the rules.
 * @param yearFirstOnly the user has given YMD: then no other shape is a date
 */
export function readDate(value: string, yearFirstOnly: boolean): WrittenDate | null {
  const written = value.replace(/^[ \t]+|[ \t]+$/g, '');
  for (const [shape, pattern] of Object.entries(SHAPES)) {
    if (yearFirstOnly && !YEAR_FIRST_SHAPES.has(shape)) continue;
    const groups = pattern.exec(written)?.groups;
    if (groups)
      return dateOf(shape === 'dayOrMonthFirst' ? freeReadings(groups) : fixedReadings(groups), groups);
  }
  return null;
}

/** The day by the file's order, or by the other one when only that can read it. */
export function dayOf(date: WrittenDate, order: DateOrder): Day {
  const preferred = order === 'MDY' ? date.readings.MDY : date.readings.DMY;
  const day = preferred ?? date.readings.DMY ?? date.readings.MDY;
  if (day === null) throw new Error('a written date has at least one reading');
  return day;
}

function dateOf(readings: Readings, groups: Groups): WrittenDate | null {
  const time = timeOf(groups);
  const zone = zoneOf(groups.zone);
  if (time === null || zone === 'NO_ZONE' || (readings.DMY === null && readings.MDY === null)) return null;
  let evidence: WrittenDate['evidence'] = null;
  if (readings.MDY === null) evidence = 'DMY';
  if (readings.DMY === null) evidence = 'MDY';
  return { readings, evidence, ...time, zone };
}

function fixedReadings(groups: Groups): Readings {
  const month = groups.name === undefined ? Number(groups.month) : monthNamed(groups.name);
  const day = realDay(Number(groups.year), month, Number(groups.day ?? 1));
  return { DMY: day, MDY: day };
}

function freeReadings(groups: Groups): Readings {
  const year = groups.year?.length === 2 ? 2000 + Number(groups.year) : Number(groups.year);
  const first = Number(groups.first);
  const second = Number(groups.other);
  return { DMY: realDay(year, second, first), MDY: realDay(year, first, second) };
}

/** From 1; 0, which is no month, for a word that names none. Names are short (three letters) or full. */
function monthNamed(name: string): number {
  const word = name.toLowerCase();
  return MONTHS.findIndex((month) => word === month || word === month.slice(0, 3)) + 1;
}

function realDay(year: number, month: number, day: number): Day | null {
  if (year < FIRST_YEAR || year > LAST_YEAR || month < 1 || month > 12) return null;
  return day >= 1 && day <= daysIn(year, month) ? { year, month, day } : null;
}

function daysIn(year: number, month: number): number {
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1];
}

function timeOf(groups: Groups): { seconds: number; nanoseconds: number } | null {
  const hour = hourOf(Number(groups.hour ?? 0), groups.half?.toUpperCase());
  const minute = Number(groups.minute ?? 0);
  const second = Number(groups.second ?? 0);
  if (hour === null || minute > 59 || second > 59) return null;
  const nanoseconds = Number((groups.fraction ?? '').slice(0, 9).padEnd(9, '0'));
  return { seconds: (hour * 60 + minute) * 60 + second, nanoseconds };
}

function hourOf(hour: number, half: string | undefined): number | null {
  if (half === undefined) return hour <= 23 ? hour : null;
  if (hour < 1 || hour > 12) return null;
  return (hour % 12) + (half === 'PM' ? 12 : 0);
}

function zoneOf(zone: string | undefined): number | null | 'NO_ZONE' {
  if (zone === undefined) return null;
  if (zone === 'Z' || zone === 'UTC' || zone === 'GMT') return 0;
  const [hours, minutes] = [Number(zone.slice(1, 3)), Number(zone.slice(3).replace(':', ''))];
  if (hours > 23 || minutes > 59) return 'NO_ZONE';
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
}
