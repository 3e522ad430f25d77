import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { descending } from '../../src/domain/order.js';

describe('the order of cases', () => {
  it('is by descending value, ties as given', () => {
    const values = Float64Array.of(1, 3, -2, 3, 0, -0, 1e300, 1, -1e-300);
    expect([...descending(Uint32Array.of(0, 1, 2, 3, 4, 5, 6, 7, 8), values)]).toEqual([
      6, 1, 3, 0, 7, 4, 5, 8, 2,
    ]);
  });

  it('is what a stable sort gives, for any numbers', () => {
    const numbers = fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.integer({ min: -5, max: 5 }),
      fc.integer({ min: -9_214_560_000, max: 9_214_560_000 }),
    );
    fc.assert(
      fc.property(fc.array(numbers, { maxLength: 300 }), (list) => {
        const values = Float64Array.from(list);
        const indexes = Uint32Array.from(list.keys()).filter((index) => index % 3 !== 1);
        const expected = [...indexes].sort((a, b) => values[b] - values[a]);
        expect([...descending(indexes, values)]).toEqual(expected);
      }),
    );
  });
});
