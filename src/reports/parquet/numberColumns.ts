import type { RowGroup } from './rowGroups.js';
import type { Column, EncodedColumn, PhysicalType, SchemaElement } from './table.js';

const WORD = 2 ** 32;

/** Whole numbers, one per case. @param at the number of a case */
export function wholeNumbers(name: string, at: (index: number) => number): Column {
  return numbers({ name, type: 'INT32' }, (group) => ({ data: bytesOf(perCase(group, at, Int32Array)) }));
}

export function floats(name: string, column: Float64Array): Column {
  return numbers({ name, type: 'DOUBLE' }, ({ from, to }) => ({ data: bytesOf(column.subarray(from, to)) }));
}

/**
 * Times of a wall clock in microseconds, with the least and the greatest: who asks for a time passes by the files
 * and groups without it. Further digits are dropped, as they are in everything that a report shows.
 */
export function wallClockTimes(
  name: string,
  seconds: (index: number) => number,
  nanos: (index: number) => number,
): Column {
  const at = (index: number) => seconds(index) * 1_000_000 + Math.floor(nanos(index) / 1_000);
  return numbers({ name, type: 'INT64', meaning: 'WALL_CLOCK_MICROS' }, (group) => {
    const micros = perCase(group, at, Float64Array);
    let [least, greatest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (const value of micros) {
      if (value < least) least = value;
      if (value > greatest) greatest = value;
    }
    const [ofLeast, ofGreatest] = [least, greatest].map((value) => longs(Float64Array.of(value)));
    return { data: longs(micros), bounds: { least: ofLeast, greatest: ofGreatest } };
  });
}

type Numbers = Pick<EncodedColumn, 'data'> & Partial<Pick<EncodedColumn, 'bounds'>>;

function numbers(
  element: Pick<SchemaElement, 'name' | 'meaning'> & { type: PhysicalType },
  encode: (group: RowGroup) => Numbers,
): Column {
  return {
    schema: [{ ...element, repetition: 'REQUIRED' }],
    encode: (group) => ({ values: group.rows, dictionary: null, bounds: null, ...encode(group) }),
  };
}

function perCase<T extends Int32Array | Float64Array>(
  { from, to }: RowGroup,
  at: (index: number) => number,
  ArrayType: new (length: number) => T,
): T {
  const values = new ArrayType(to - from);
  for (let i = 0; i < values.length; i++) values[i] = at(from + i);
  return values;
}

/** Whole numbers as 64-bit integers, without a bigint for each. */
function longs(values: Float64Array): Uint8Array {
  const words = new Uint32Array(values.length * 2);
  for (let i = 0; i < values.length; i++) {
    // Of a negative number this is its two's complement.
    const high = Math.floor(values[i] / WORD);
    words[i * 2] = values[i] - high * WORD;
    words[i * 2 + 1] = high;
  }
  return bytesOf(words);
}

/** As they lie in memory; WebAssembly, which all else needs, has made little-endian of every machine here. */
function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
