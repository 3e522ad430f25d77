const DAY = 86_400;
const JANUARY_DAYS = 31;

/** The period of a sample: January 2025, in seconds. */
export const PERIOD_SECONDS = JANUARY_DAYS * DAY;

const TWO_DIGITS = Array.from({ length: 100 }, (_, number) => String(number).padStart(2, '0'));

/** Seconds from 2025-01-01 as `2025-01-20 10:00:00`; January and February only. */
export function showClock(seconds: number): string {
  const days = Math.floor(seconds / DAY);
  const [month, day] = days < JANUARY_DAYS ? ['01', days + 1] : ['02', days - JANUARY_DAYS + 1];
  const rest = seconds - days * DAY;
  const hour = TWO_DIGITS[Math.floor(rest / 3600)];
  const minute = TWO_DIGITS[Math.floor(rest / 60) % 60];
  return `2025-${month}-${TWO_DIGITS[day]} ${hour}:${minute}:${TWO_DIGITS[rest % 60]}`;
}
