import pg from 'pg';
import { Umzug, type UmzugStorage } from 'umzug';
import { HeardClient } from './heardClient.js';
import { firstTables } from './migrations/0001-first.js';
import { caseIndexes } from './migrations/0002-case-indexes.js';
import { trendTables } from './migrations/0003-trends.js';
import { jobQueue } from './migrations/0004-job-queue.js';
import { tokenStamps } from './migrations/0005-token-stamps.js';
import { equalJobs } from './migrations/0006-equal-jobs.js';
import { uploadKeeping } from './migrations/0007-upload-keeping.js';
import { identity } from './migrations/0008-identity.js';
import { announcedUploads } from './migrations/0009-announced-uploads.js';
import { leanCases } from './migrations/0010-lean-cases.js';
import { caseOrders } from './migrations/0011-case-orders.js';

/** In the order in which they run. A migration that has been released is never changed: a new one follows it. */
const MIGRATIONS: { name: string; up: (client: pg.ClientBase) => Promise<void> }[] = [
  { name: '0001-first', up: firstTables },
  { name: '0002-case-indexes', up: caseIndexes },
  { name: '0003-trends', up: trendTables },
  { name: '0004-job-queue', up: jobQueue },
  { name: '0005-token-stamps', up: tokenStamps },
  { name: '0006-equal-jobs', up: equalJobs },
  { name: '0007-upload-keeping', up: uploadKeeping },
  { name: '0008-identity', up: identity },
  { name: '0009-announced-uploads', up: announcedUploads },
  { name: '0010-lean-cases', up: leanCases },
  { name: '0011-case-orders', up: caseOrders },
];

/** Any number, the same in every process, that nothing else in the database locks. */
const MIGRATION_LOCK = 7_301_552_946;

/**
 * Brings the tables up to date, all migrations in one transaction. Processes that start together take turns.
 *
 * @param url a connection to PostgreSQL itself, without a pooler between
 * @returns names of the migrations that ran
 */
export async function migrate(url: string): Promise<string[]> {
  const client = new HeardClient({ connectionString: url });
  await client.connect();
  try {
    await client.query('BEGIN');
    await client.query('SELECT pg_advisory_xact_lock($1)', [MIGRATION_LOCK]);
    await client.query(
      `CREATE TABLE IF NOT EXISTS migrations
         (name text COLLATE "C" PRIMARY KEY, run_at timestamptz NOT NULL DEFAULT now())`,
    );
    const umzug = new Umzug<pg.ClientBase>({
      migrations: MIGRATIONS.map(({ name, up }) => ({ name, up: ({ context }) => up(context) })),
      context: client,
      storage: migrationsTable,
      logger: undefined,
    });
    const ran = await umzug.up();
    await client.query('COMMIT');
    return ran.map(({ name }) => name);
  } finally {
    // Whatever has not been committed ends with its connection.
    await client.end();
  }
}

const migrationsTable: UmzugStorage<pg.ClientBase> = {
  async executed({ context }) {
    const { rows } = await context.query<{ name: string }>('SELECT name FROM migrations ORDER BY name');
    return rows.map(({ name }) => name);
  },
  async logMigration({ name, context }) {
    await context.query('INSERT INTO migrations (name) VALUES ($1)', [name]);
  },
  async unlogMigration({ name, context }) {
    await context.query('DELETE FROM migrations WHERE name = $1', [name]);
  },
};
