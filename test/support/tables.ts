import pg from 'pg';
import type { Service } from './service.js';

/** Runs a statement in the database of a running service; gives its rows. */
export async function queryTables<Row extends pg.QueryResultRow>(
  service: Service,
  text: string,
  values: unknown[] = [],
): Promise<Row[]> {
  const client = new pg.Client({ connectionString: service.backing.databaseUrl() });
  await client.connect();
  try {
    return (await client.query<Row>(text, values)).rows;
  } finally {
    await client.end();
  }
}

/** How many rows a table has. */
export async function countRows(service: Service, table: 'uploads' | 'jobs' | 'reports'): Promise<number> {
  const [{ rows }] = await queryTables<{ rows: number }>(
    service,
    `SELECT count(*)::int AS rows FROM ${table}`,
  );
  return rows;
}
