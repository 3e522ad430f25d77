import type { ByteWriter } from '../byteWriter.js';
import type { ReportSource } from '../source.js';
import type { RowGroup } from './rowGroups.js';

/** What the tables of a report are made from. */
export type TableSource = Omit<ReportSource, 'fileName'>;

export type PhysicalType = 'INT32' | 'INT64' | 'DOUBLE' | 'BYTE_ARRAY';
export type Repetition = 'REQUIRED' | 'OPTIONAL' | 'REPEATED';

/** One node of a table's schema. */
export interface SchemaElement {
  name: string;
  repetition: Repetition;
  /** What a value is to a reader, beyond its bytes. */
  meaning?: 'TEXT' | 'LIST' | 'WALL_CLOCK_MICROS';
  /** Of a leaf. */
  type?: PhysicalType;
  /** Of a node with leaves below it: how many nodes follow as its own. */
  children?: number;
}

/** A column of a table: where it stands in the schema, and what it says of the rows of a group. */
export interface Column {
  /** From the outermost node to the one with the values, which is the only leaf. */
  readonly schema: readonly SchemaElement[];
  /** The bytes are valid until the next call of any column with the same scratch. */
  encode(group: RowGroup, scratch: Scratch): EncodedColumn;
}

/** Room that the columns of a file use one after the other. */
export interface Scratch {
  readonly data: ByteWriter;
  readonly dictionary: ByteWriter;
  readonly levels: ByteWriter;
}

/** A column of a row group as it stands in the file. */
export interface EncodedColumn {
  /** Values and nulls; entries of lists, where there are lists. */
  values: number;
  /** Distinct values, to which the data refers then; null where the values themselves are the data. */
  dictionary: { entries: number; bytes: Uint8Array } | null;
  data: Uint8Array;
  /** The least and the greatest value, as their bytes; null when nobody would ask. */
  bounds: { least: Uint8Array; greatest: Uint8Array } | null;
}
