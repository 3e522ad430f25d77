import type { ParquetWriteOptions } from 'hyparquet-writer';

/** The elements of a Parquet schema, as the writer takes them. */
export type TableSchema = NonNullable<ParquetWriteOptions['schema']>;
type Element = TableSchema[number];

/** One row group: a column of values per top-level column of the schema, in its order. */
export type ColumnValues =
  | string[]
  | (string | null)[]
  | (string | null)[][]
  | Int32Array
  | Float64Array
  | bigint[];

export function text(name: string): Element {
  return { name, type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'REQUIRED' };
}

export function nullableText(name: string): Element {
  return { ...text(name), repetition_type: 'OPTIONAL' };
}

export function wholeNumber(name: string): Element {
  return { name, type: 'INT32', repetition_type: 'REQUIRED' };
}

export function float(name: string): Element {
  return { name, type: 'DOUBLE', repetition_type: 'REQUIRED' };
}

/** Microseconds of a wall clock: a time without a zone, and so never a false UTC. */
export function wallClockTime(name: string): Element {
  return {
    name,
    type: 'INT64',
    logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: false, unit: 'MICROS' },
    repetition_type: 'REQUIRED',
  };
}

/** A list of texts, some of them null. */
export function nullableTexts(name: string): Element[] {
  return [
    { name, converted_type: 'LIST', repetition_type: 'REQUIRED', num_children: 1 },
    { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
    nullableText('element'),
  ];
}
