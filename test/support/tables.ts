import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { DATABASE_USER } from '../../src/embedded/cluster.js';
import type { Service } from './service.js';

/** Connection string of the database that a service runs for itself. */
export function databaseUrl({ dataDir }: Service): string {
  const password = readFileSync(join(dataDir, 'postgres.password'), 'utf8').trim();
  // The fourth line of the file by which PostgreSQL says that it runs is its port.
  const port = readFileSync(join(dataDir, 'postgres/postmaster.pid'), 'utf8').split('\n')[3];
  return `postgres://${DATABASE_USER}:${password}@127.0.0.1:${port}/postgres`;
}

/** Runs a statement in the database of a running service; gives its rows. */
export async function queryTables<Row extends pg.QueryResultRow>(
  service: Service,
  text: string,
  values: unknown[] = [],
): Promise<Row[]> {
  const client = new pg.Client({ connectionString: databaseUrl(service) });
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
