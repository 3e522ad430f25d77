import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { localDateTime } from '../../src/domain/wallClock.js';

const FIRST = Date.UTC(1678, 0, 1) / 1_000;
const LAST = Date.UTC(2261, 11, 31, 23, 59, 59) / 1_000;

describe('wall-clock times', () => {
  it.each([
    [0, '1970-01-01T00:00:00'],
    [-1, '1969-12-31T23:59:59'],
    [951_782_400, '2000-02-29T00:00:00'],
    [951_868_799, '2000-02-29T23:59:59'],
    [-2_203_977_600, '1900-02-28T00:00:00'],
    [-2_203_891_200, '1900-03-01T00:00:00'],
    [FIRST, '1678-01-01T00:00:00'],
    [LAST, '2261-12-31T23:59:59'],
  ])('%d seconds are %s', (seconds, text) => {
    expect(localDateTime(seconds)).toBe(text);
  });

  it('agree with the calendar of the language, in all years that a file may have', () => {
    fc.assert(
      fc.property(fc.integer({ min: FIRST, max: LAST }), (seconds) => {
        expect(localDateTime(seconds)).toBe(new Date(seconds * 1_000).toISOString().slice(0, 19));
      }),
      { numRuns: 2_000 },
    );
  });
});
