import type { RefusedRow } from '../domain/facts.js';
import { ByteWriter } from './byteWriter.js';
import { CALLS_FOR_CARE, DELIMITER, textCell, writeBom } from './csvCell.js';

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
  writer.text(`${cellsAs('line', 'byte_offset', 'reason', ...header, 'raw')}\n`);
  for (const row of refusedRows) {
    const { line, byteOffset, reason } = row;
    writer.text(`${line}${DELIMITER}${byteOffset}${DELIMITER}${reason}${DELIMITER}${cellsOf(header, row)}\n`);
    if (writer.isFull) yield writer.take();
  }
  yield writer.take();
}

/** The input's columns, and `raw`. */
function cellsOf(header: readonly string[], row: RefusedRow): string {
  const plain = plainCells(row);
  if (plain !== null) return plain + DELIMITER;
  const { fields } = row;
  const cells = header.map((_, column) => fields?.[column] ?? '');
  return cellsAs(...cells, fields === null ? row.raw : '');
}

/** Most rows are cells already; null for one whose text is not. */
function plainCells({ unquoted }: RefusedRow): string | null {
  if (!unquoted) return null;
  const { text, delimiter } = unquoted;
  if (delimiter === DELIMITER) return CALLS_FOR_CARE.test(text) ? null : text;
  if (text.includes(DELIMITER)) return null;
  const cells = text.replaceAll(delimiter, DELIMITER);
  return CALLS_FOR_CARE.test(cells) ? null : cells;
}

function cellsAs(...cells: string[]): string {
  return cells.map(textCell).join(DELIMITER);
}
