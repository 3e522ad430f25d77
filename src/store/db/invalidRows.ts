import { QueryTypes, type Sequelize, type Transaction } from 'sequelize';
import { INVALID_ROWS_KEPT, type NewReport } from '../types.js';
import { storable } from './text.js';

/** Columns as arrays: a statement that names every value takes the event loop many times as long to write. */
const INSERT = `
INSERT INTO invalid_rows (report_id, seq, line, byte_offset, reason, number, raw)
SELECT $1::uuid, place - 1, line, byte_offset, reason, number, raw
FROM unnest($2::bigint[], $3::bigint[], $4::text[], $5::text[], $6::text[])
  WITH ORDINALITY AS given (line, byte_offset, reason, number, raw, place)`;

/** Keeps the first refused rows of a report, INVALID_ROWS_KEPT at most, numbered from 0. */
export async function insertInvalidRows(
  sequelize: Sequelize,
  { id, invalidFirst }: Pick<NewReport, 'id' | 'invalidFirst'>,
  transaction: Transaction,
): Promise<void> {
  const rows = invalidFirst.slice(0, INVALID_ROWS_KEPT);
  if (rows.length === 0) return;
  const bind = [
    id,
    rows.map(({ line }) => line),
    rows.map(({ byteOffset }) => byteOffset),
    rows.map(({ reason }) => reason),
    rows.map(({ number }) => (number === null ? null : storable(number))),
    rows.map(({ raw }) => storable(raw)),
  ];
  await sequelize.query(INSERT, { bind, type: QueryTypes.INSERT, transaction });
}
