import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { type ClientBase, DatabaseError } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { Transaction } from 'sequelize';
import { CASE_ORDER_COLUMNS, CASE_SQUAD_COLUMNS } from '../../domain/caseOrders.js';
import { CASE_ROW_COLUMNS } from '../../domain/caseRow.js';
import { INVALID_ROW_COLUMNS } from '../../domain/invalidRow.js';
import { codedDatabaseError } from './connections.js';

const TABLES = {
  cases: { columns: CASE_ROW_COLUMNS, format: 'text' },
  case_orders: { columns: CASE_ORDER_COLUMNS, format: 'binary' },
  case_squads: { columns: CASE_SQUAD_COLUMNS, format: 'binary' },
  invalid_rows: { columns: INVALID_ROW_COLUMNS, format: 'text' },
} as const;

/**
 * Loads rows from a file in the table's COPY format, within the transaction: on its own client, since another connection
 * could not see the report that they belong to.
 * @throws CodedError UNAVAILABLE, DISK_FULL (of the database);
 *         the reason of the signal when it aborts; the transaction can only be rolled back then
 */
export async function copyRows(
  transaction: Transaction,
  table: keyof typeof TABLES,
  path: string,
  signal?: AbortSignal,
): Promise<void> {
  const { columns, format } = TABLES[table];
  const rows = copyFrom(`COPY ${table} (${columns.join(', ')}) FROM STDIN (FORMAT ${format})`);
  const file = createReadStream(path, { highWaterMark: 256 * 1024 });
  try {
    await pipeline(file, clientOf(transaction).query(rows), { signal });
  } catch (error) {
    throw error instanceof DatabaseError ? codedDatabaseError(error) : error;
  }
}

/** The one place that knows where Sequelize keeps a transaction's client. */
function clientOf(transaction: Transaction): ClientBase {
  const { connection } = transaction as unknown as { connection?: ClientBase };
  if (typeof connection?.query !== 'function') throw new TypeError('The transaction has no client.');
  return connection;
}
