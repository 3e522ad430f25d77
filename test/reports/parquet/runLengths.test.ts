import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ByteWriter } from '../../../src/reports/byteWriter.js';
import { RunLengths, widthOf } from '../../../src/reports/parquet/runLengths.js';

interface Run {
  value: number;
  count: number;
}

function encoded(runs: Run[], width: number): Uint8Array {
  const out = new ByteWriter();
  const lengths = new RunLengths(out, width);
  for (const { value, count } of runs) lengths.add(value, count);
  lengths.end();
  return Uint8Array.from(out.take());
}

/** Reads as the format's description says: bit by bit. */
function decoded(bytes: Uint8Array, width: number, count: number): number[] {
  const values: number[] = [];
  let at = 0;
  const varint = () => {
    let value = 0;
    for (let shift = 1; ; shift *= 128) {
      const byte = bytes[at++];
      value += (byte & 0x7f) * shift;
      if (byte < 0x80) return value;
    }
  };
  while (values.length < count) {
    const header = varint();
    if (header % 2 === 0) {
      let value = 0;
      for (let i = 0; i < Math.ceil(width / 8); i++) value += bytes[at++] * 256 ** i;
      for (let i = 0; i < header / 2; i++) values.push(value);
    } else {
      const packed = (header - 1) * 4;
      for (let i = 0; i < packed; i++) {
        let value = 0;
        for (let bit = 0; bit < width; bit++) {
          const place = i * width + bit;
          if ((bytes[at + (place >> 3)] >> (place & 7)) & 1) value += 2 ** bit;
        }
        values.push(value);
      }
      at += (packed * width) / 8;
    }
  }
  expect(at).toBe(bytes.length);
  // What fills the last group up is nothing.
  expect(values.slice(count).every((value) => value === 0)).toBe(true);
  return values.slice(0, count);
}

describe('numbers in runs and packed bits', () => {
  it('are read back, whatever their width and their runs', () => {
    const cases = fc.integer({ min: 1, max: 32 }).chain((width) =>
      fc.record({
        width: fc.constant(width),
        runs: fc.array(
          fc.record({
            value: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 2 ** width - 1 })),
            count: fc.oneof(fc.constant(1), fc.integer({ min: 0, max: 40 }), fc.constant(300)),
          }),
          { maxLength: 100 },
        ),
      }),
    );
    fc.assert(
      fc.property(cases, ({ width, runs }) => {
        const values = runs.flatMap(({ value, count }) => Array<number>(count).fill(value));
        expect(decoded(encoded(runs, width), width, values.length)).toEqual(values);
      }),
      { numRuns: 100 },
    );
  });

  it('are read back where many follow each other without a run', () => {
    const values = Array.from({ length: 2_003 }, (_, i) => (i * 7) % 1_024);
    const runs = values.map((value) => ({ value, count: 1 }));
    expect(decoded(encoded(runs, 10), 10, values.length)).toEqual(values);
  });

  it('take a few bytes for a run of any length', () => {
    expect(encoded([{ value: 5, count: 3_000_000_000 }], 3).length).toBe(6);
  });

  it('are as wide as their number asks for, and never without width', () => {
    expect([0, 1, 2, 3, 4, 5, 256, 257, 65_536, 2 ** 31].map(widthOf)).toEqual([
      1, 1, 1, 2, 2, 3, 8, 9, 16, 31,
    ]);
  });
});
