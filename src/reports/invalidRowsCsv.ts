import type { RefusedRow } from '../domain/facts.js';
import { ByteWriter } from './byteWriter.js';
import { DELIMITER, LINE_END, writeBom, writeTextCell } from './csvCell.js';

/**
 * invalid-rows.csv: where each refused row lies and why it was refused, then the input's columns, then `raw`, which
 * holds the original text of rows whose columns could not be told apart (MALFORMED_ROW).
 * @param header the input's columns
 * @param refusedRows in file order
 */
export function* invalidRowsCsv(
  header: readonly string[],
  refusedRows: Iterable<RefusedRow>,
): Generator<Uint8Array> {
  const writer = new ByteWriter();
  writeBom(writer);
  writer.ascii('line;byte_offset;reason');
  for (const column of header) writeNextCell(writer, column);
  writer.ascii(';raw');
  writer.byte(LINE_END);
  for (const row of refusedRows) {
    const { fields } = row;
    writer.ascii(`${row.line};${row.byteOffset};${row.reason}`);
    for (let column = 0; column < header.length; column++) writeNextCell(writer, fields?.[column] ?? '');
    writeNextCell(writer, fields === null ? row.raw : '');
    writer.byte(LINE_END);
    if (writer.isFull) yield writer.take();
  }
  yield writer.take();
}

function writeNextCell(writer: ByteWriter, text: string): void {
  writer.byte(DELIMITER);
  writeTextCell(writer, text);
}
