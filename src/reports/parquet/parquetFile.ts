import { ByteWriter } from '../byteWriter.js';
import {
  dataPageHeader,
  dictionaryPageHeader,
  fileMetadata,
  type WrittenColumn,
  type WrittenGroup,
} from './metadata.js';
import type { RowGroup } from './rowGroups.js';
import type { Column, EncodedColumn, Scratch } from './table.js';
import type { ThriftValue } from './thrift.js';

const MAGIC = Buffer.from('PAR1', 'latin1');

/**
 * The bytes of a Parquet file, piece by piece: no more than a column of one row group is in memory, beside what is
 * said at the end of where each lies. Nothing is compressed, so that the bytes depend on the input alone and not on
 * the version of a compressor. A piece is valid until the next.
 */
export function* parquetFile(columns: readonly Column[], groups: Iterable<RowGroup>): Generator<Uint8Array> {
  const scratch: Scratch = { data: new ByteWriter(), dictionary: new ByteWriter(), levels: new ByteWriter() };
  const head = new ByteWriter();
  const written: WrittenGroup[] = [];
  yield MAGIC;
  let offset = MAGIC.length;
  for (const group of groups) {
    const places: WrittenColumn[] = [];
    written.push({ rows: group.rows, columns: places });
    for (const column of columns) {
      const { values, dictionary, data, bounds } = column.encode(group, scratch);
      const startsAt = offset;
      for (const piece of dictionaryPage(head, dictionary)) {
        offset += piece.length;
        yield piece;
      }
      const dataAt = offset;
      for (const piece of page(head, dataPageHeader(data.length, values, dictionary !== null), data)) {
        offset += piece.length;
        yield piece;
      }
      const dictionaryAt = dictionary === null ? null : startsAt;
      places.push({ values, bytes: offset - startsAt, dictionaryAt, dataAt, bounds });
    }
  }
  fileMetadata(columns, written).write(head);
  head.uint32(head.length);
  head.copy(MAGIC);
  yield head.take();
}

function* dictionaryPage(head: ByteWriter, dictionary: EncodedColumn['dictionary']): Generator<Uint8Array> {
  if (dictionary === null) return;
  const { entries, bytes } = dictionary;
  yield* page(head, dictionaryPageHeader(bytes.length, entries), bytes);
}

function* page(head: ByteWriter, header: ThriftValue, bytes: Uint8Array): Generator<Uint8Array> {
  header.write(head);
  yield head.take();
  yield bytes;
}
