import { createHash } from 'node:crypto';
import { z } from 'zod';
import { CodedError } from '../../errors.js';

/**
 * Cursors name a place in a sorted list by the values that it is sorted by, and the list itself by a fingerprint,
 * so that a cursor of another list is refused instead of answered with nonsense.
 */
export function fingerprintOf(...parts: unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 12);
}

export function writeCursor(fingerprint: string, ...place: (string | number)[]): string {
  return Buffer.from(JSON.stringify([fingerprint, ...place])).toString('base64url');
}

/**
 * The place that a cursor names.
 *
 * @param place the shape of its values
 * @throws CodedError BAD_USER_INPUT when it was made for another list, or is none
 */
export function readCursor<Place extends [unknown, ...unknown[]]>(
  cursor: string,
  fingerprint: string,
  place: z.ZodType<Place>,
): Place {
  try {
    const [made, ...values] = z
      .array(z.unknown())
      .parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()));
    if (made === fingerprint) return place.parse(values);
  } catch {
    // Whatever cannot be read is no cursor of this list.
  }
  throw new CodedError('BAD_USER_INPUT', 'after: this is not a cursor of this list, order and filter.');
}
