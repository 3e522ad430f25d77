import { QueryTypes, type Sequelize, type Transaction } from 'sequelize';
import { INVALID_ROWS_KEPT, type NewReport } from '../types.js';
import { storable } from './text.js';

/** Rows as one JSON text: a statement that names every value takes the event loop many times as long to write. */
const INSERT = `
INSERT INTO invalid_rows (report_id, seq, line, byte_offset, reason, number, raw)
SELECT $1::uuid, place - 1, line, byte_offset, reason, number, raw
FROM ROWS FROM (json_to_recordset($2::json)
    AS (line bigint, byte_offset bigint, reason text, number text, raw text))
  WITH ORDINALITY AS given (line, byte_offset, reason, number, raw, place)`;

/** Keeps the first refused rows of a report, INVALID_ROWS_KEPT at most, numbered from 0. */
export async function insertInvalidRows(
  sequelize: Sequelize,
  { id, invalidFirst }: Pick<NewReport, 'id' | 'invalidFirst'>,
  transaction: Transaction,
): Promise<void> {
  const rows = invalidFirst.slice(0, INVALID_ROWS_KEPT);
  if (rows.length === 0) return;
  const given = rows.map(({ line, byteOffset, reason, number, raw }) => {
    return { line, byte_offset: byteOffset, reason, number: number && storable(number), raw: storable(raw) };
  });
  const bind = [id, JSON.stringify(given)];
  await sequelize.query(INSERT, { bind, type: QueryTypes.INSERT, transaction });
}
