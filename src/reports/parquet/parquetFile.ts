import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import type { ColumnValues, TableSchema } from './tables.js';

/**
 * The bytes of a Parquet file, a chunk per row group and one for what ends the file: no more than one group is in
 * memory. There is no time of making in them. A chunk is valid until the next.
 *
 * @param names the top-level columns, in the order of the schema
 * @param groups per row group the values of those columns
 */
export function* parquetFile(
  schema: TableSchema,
  names: readonly string[],
  groups: Iterable<ColumnValues[]>,
): Generator<Uint8Array> {
  const bytes = new ByteWriter();
  const root = { name: 'root', num_children: names.length };
  const file = new ParquetWriter({ writer: bytes, schema: [root, ...schema] });
  for (const values of groups) {
    file.write({
      columnData: names.map((name, column) => ({ name, data: values[column] })),
      rowGroupSize: values[0].length,
    });
    yield bytes.getBytes();
    bytes.index = 0;
  }
  file.finish();
  yield bytes.getBytes();
}
