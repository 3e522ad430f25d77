import type { Column, PhysicalType, Repetition, SchemaElement } from './table.js';
import { binary, bool, i32, i64, list, struct, type ThriftValue, text } from './thrift.js';

/**
 * Headers of pages and the end of a file, as structures of parquet.thrift; the numbers are those of its fields and
 * of its enumerations.
 */

const TYPES: Record<PhysicalType, number> = { INT32: 1, INT64: 2, DOUBLE: 5, BYTE_ARRAY: 6 };
const REPETITIONS: Record<Repetition, number> = { REQUIRED: 0, OPTIONAL: 1, REPEATED: 2 };
const [PLAIN, RLE, RLE_DICTIONARY] = [0, 3, 8];
const UNCOMPRESSED = 0;
const [DATA_PAGE, DICTIONARY_PAGE] = [0, 2];
const FORMAT_VERSION = 2;

export function dictionaryPageHeader(bytes: number, entries: number): ThriftValue {
  return struct({
    1: i32(DICTIONARY_PAGE),
    2: i32(bytes),
    3: i32(bytes),
    7: struct({ 1: i32(entries), 2: i32(PLAIN) }),
  });
}

export function dataPageHeader(bytes: number, values: number, refers: boolean): ThriftValue {
  return struct({
    1: i32(DATA_PAGE),
    2: i32(bytes),
    3: i32(bytes),
    5: struct({ 1: i32(values), 2: i32(refers ? RLE_DICTIONARY : PLAIN), 3: i32(RLE), 4: i32(RLE) }),
  });
}

/** Where a column of a row group lies, and what is in it. */
export interface WrittenColumn {
  values: number;
  /** With the headers of its pages. */
  bytes: number;
  /** Offset of the page of distinct values, where there is one. */
  dictionaryAt: number | null;
  dataAt: number;
  bounds: { least: Uint8Array; greatest: Uint8Array } | null;
}

export interface WrittenGroup {
  rows: number;
  columns: WrittenColumn[];
}

/** What stands at the end of a file. */
export function fileMetadata(columns: readonly Column[], groups: readonly WrittenGroup[]): ThriftValue {
  const rows = groups.reduce((sum, group) => sum + group.rows, 0);
  const root = struct({ 4: text('root'), 5: i32(columns.length) });
  return struct({
    1: i32(FORMAT_VERSION),
    2: list([root, ...columns.flatMap(({ schema }) => schema.map(schemaElement))]),
    3: i64(rows),
    4: list(groups.map((group) => groupMetadata(columns, group))),
    6: text('SmartRemedy'),
    // Bounds are compared as the type of each column is.
    7: list(columns.map(() => struct({ 1: struct({}) }))),
  });
}

function schemaElement({ name, repetition, meaning, type, children }: SchemaElement): ThriftValue {
  return struct({
    1: type && i32(TYPES[type]),
    3: i32(REPETITIONS[repetition]),
    4: text(name),
    5: children === undefined ? undefined : i32(children),
    6: convertedType(meaning),
    10: meaning === 'WALL_CLOCK_MICROS' ? WALL_CLOCK_MICROS : undefined,
  });
}

/** Older than logical types, and known to all readers. A time without a zone has none. */
function convertedType(meaning: SchemaElement['meaning']): ThriftValue | undefined {
  if (meaning === 'TEXT') return i32(0);
  return meaning === 'LIST' ? i32(3) : undefined;
}

const WALL_CLOCK_MICROS = struct({ 8: struct({ 1: bool(false), 2: struct({ 2: struct({}) }) }) });

function groupMetadata(columns: readonly Column[], group: WrittenGroup): ThriftValue {
  const bytes = group.columns.reduce((sum, column) => sum + column.bytes, 0);
  return struct({
    1: list(group.columns.map((written, i) => columnMetadata(columns[i].schema, written))),
    2: i64(bytes),
    3: i64(group.rows),
    6: i64(bytes),
  });
}

function columnMetadata(schema: readonly SchemaElement[], written: WrittenColumn): ThriftValue {
  const { values, bytes, dictionaryAt, dataAt, bounds } = written;
  const type = schema[schema.length - 1].type ?? 'BYTE_ARRAY';
  const metadata = struct({
    1: i32(TYPES[type]),
    2: list((dictionaryAt === null ? [PLAIN, RLE] : [PLAIN, RLE, RLE_DICTIONARY]).map(i32)),
    3: list(schema.map(({ name }) => text(name))),
    4: i32(UNCOMPRESSED),
    5: i64(values),
    6: i64(bytes),
    7: i64(bytes),
    9: i64(dataAt),
    11: dictionaryAt === null ? undefined : i64(dictionaryAt),
    12: bounds === null ? undefined : struct({ 5: binary(bounds.greatest), 6: binary(bounds.least) }),
  });
  return struct({ 2: i64(0), 3: metadata });
}
