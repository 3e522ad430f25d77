import type { LocalDateTime } from './report.js';

const SECONDS_OF_DAY = 86_400;

/** The parts of a wall-clock time; months and days from 1. */
export interface ClockParts {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
}

/** Parts of a time given in whole seconds of the wall clock since 1970-01-01T00:00:00; negative ones come before. */
export function clockParts(seconds: number): ClockParts {
  const days = Math.floor(seconds / SECONDS_OF_DAY);
  const ofDay = seconds - days * SECONDS_OF_DAY;
  const { year, month, day } = civilDate(days);
  // Named one by one: a spread would cost more than all of the arithmetic, twice for every case of a report.
  return {
    year,
    month,
    day,
    hour: Math.floor(ofDay / 3_600),
    minute: Math.floor(ofDay / 60) % 60,
    second: ofDay % 60,
  };
}

/** Such a time as `2025-01-20T10:00:00`. */
export function localDateTime(seconds: number): LocalDateTime {
  const { year, month, day, hour, minute, second } = clockParts(seconds);
  return `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}T${pad(hour, 2)}:${pad(minute, 2)}:${pad(second, 2)}`;
}

function pad(value: number, width: number): string {
  return String(value).padStart(width, '0');
}

/**
 * Proleptic Gregorian date of a day counted from 1970-01-01. Years begin in March here, so that the leap day is
 * the last of its year, and 400-year eras of 146,097 days repeat.
 */
function civilDate(days: number): { year: number; month: number; day: number } {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1_460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1;
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day };
}
