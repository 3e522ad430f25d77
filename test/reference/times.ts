import type { DateOrder } from '../../src/domain/facts.js';
import { dayOf, type WrittenDate } from './dates.js';

const NANOSECONDS_PER_SECOND = 1_000_000_000n;

/** How the dates of one file are to be read. */
export interface DateReading {
  order: DateOrder;
  /** The file's zone, in minutes east of UTC. */
  zone: number;
  /** Some values can only be read day first, others only month first. */
  mixed: boolean;
}

/** Decides from all valid rows of a file, in file order. */
export function decideReading(
  dates: WrittenDate[],
  givenOrder: DateOrder | undefined,
  configuredZone: number,
): DateReading {
  const dayFirst = dates.filter(({ evidence }) => evidence === 'DMY').length;
  const monthFirst = dates.filter(({ evidence }) => evidence === 'MDY').length;
  const zoned = dates.find(({ zone }) => zone !== null);
  return {
    order: givenOrder ?? (monthFirst > dayFirst ? 'MDY' : 'DMY'),
    zone: zoned?.zone ?? configuredZone,
    mixed: dayFirst > 0 && monthFirst > 0,
  };
}

/** Nanoseconds from 1970-01-01T00:00:00 by the wall clock of the file's zone. */
export function eventTime(date: WrittenDate, reading: DateReading): bigint {
  const { year, month, day } = dayOf(date, reading.order);
  const offset = date.zone === null ? 0 : reading.zone - date.zone;
  const seconds = Date.UTC(year, month - 1, day) / 1000 + date.seconds + offset * 60;
  return BigInt(seconds) * NANOSECONDS_PER_SECOND + BigInt(date.nanoseconds);
}

/** `YYYY-MM-DDTHH:MM:SS`, truncated to whole seconds. */
export function showTime(nanoseconds: bigint): string {
  const beyond = ((nanoseconds % NANOSECONDS_PER_SECOND) + NANOSECONDS_PER_SECOND) % NANOSECONDS_PER_SECOND;
  const seconds = (nanoseconds - beyond) / NANOSECONDS_PER_SECOND;
  return new Date(Number(seconds) * 1000).toISOString().slice(0, 'YYYY-MM-DDTHH:MM:SS'.length);
}

/** `-03:00`; UTC is `+00:00`. */
export function showZone(minutes: number): string {
  const distance = Math.abs(minutes);
  const [hours, rest] = [Math.floor(distance / 60), distance % 60];
  return `${minutes < 0 ? '-' : '+'}${String(hours).padStart(2, '0')}:${String(rest).padStart(2, '0')}`;
}
