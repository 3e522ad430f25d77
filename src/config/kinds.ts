import { z } from 'zod';
import { BYTE_SIZE_FORM, parseByteSize } from '../domain/byteSize.js';

/** The kinds of values that variables have, with the words for what is allowed. */

export const MIB = 1024 ** 2;
export const GIB = 1024 ** 3;

export const DAY_MS = 24 * 3600 * 1000;

export const wholeNumber = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d+$/, `a whole number from ${least} to ${most}`)
    .transform(Number)
    .refine((value) => value >= least && value <= most, `a whole number from ${least} to ${most}`);

export const byteSize = z
  .string()
  .refine((value) => parseByteSize(value) !== null, BYTE_SIZE_FORM)
  .transform((value) => parseByteSize(value) ?? undefined);

export const text = (longest = 1024) =>
  z.string().min(1, 'a text').max(longest, `at most ${longest} characters`);

export const address = (...protocols: string[]) =>
  z.string().refine(
    (value) => {
      const parsed = URL.canParse(value) ? new URL(value) : null;
      return parsed !== null && protocols.includes(parsed.protocol);
    },
    `an address that begins with ${protocols.map((protocol) => `${protocol}//`).join(' or ')}`,
  );

const UNIT_MS = { s: 1000, m: 60_000, h: 3_600_000, d: DAY_MS };

/** A length of time such as 30d, in milliseconds. */
export const duration = z
  .string()
  .regex(/^[1-9]\d{0,4}[smhd]$/, 'a length of time like 30d, 12h, 90m or 45s')
  .transform((written) => Number(written.slice(0, -1)) * UNIT_MS[written.slice(-1) as keyof typeof UNIT_MS]);

export const utcOffset = z
  .string()
  .regex(/^[+-](0\d|1[0-4]):[0-5]\d$/, 'an offset like -03:00 or +05:30, at most 14 hours')
  .transform((offset) => {
    const minutes = Number(offset.slice(1, 3)) * 60 + Number(offset.slice(4, 6));
    return offset[0] === '-' ? -minutes : minutes;
  });

/** The entries of a list, without blanks around them. */
export function entriesOf(list: string, separator: string): string[] {
  const entries = list.split(separator).map((entry) => entry.trim());
  return entries.filter((entry) => entry !== '');
}
