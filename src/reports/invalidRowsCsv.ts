import type { RefusedRow } from '../domain/facts.js';
import { ByteWriter } from './byteWriter.js';
import { DELIMITER, textCell, writeBom } from './csvCell.js';

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
  writer.text(lineOf('line', 'byte_offset', 'reason', ...header, 'raw'));
  for (const row of refusedRows) {
    const { line, byteOffset, reason, fields } = row;
    const cells = header.map((_, column) => fields?.[column] ?? '');
    writer.text(lineOf(String(line), String(byteOffset), reason, ...cells, fields === null ? row.raw : ''));
    if (writer.isFull) yield writer.take();
  }
  yield writer.take();
}

function lineOf(...cells: string[]): string {
  return `${cells.map(textCell).join(DELIMITER)}\n`;
}
