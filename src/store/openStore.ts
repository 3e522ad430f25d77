import pg from 'pg';
import Pool from 'pg-pool';
import { Sequelize } from 'sequelize';
import { CodedError } from '../errors.js';
import { caseRepository } from './db/cases.js';
import { jobRepository } from './db/jobs.js';
import { migrate } from './db/migrate.js';
import { defineModels } from './db/models.js';
import { reportRepository } from './db/reports.js';
import { Timeline } from './db/timeline.js';
import { trendRepository } from './db/trends.js';
import { uploadRepository } from './db/uploads.js';
import { userRepository } from './db/users.js';
import type { Store } from './types.js';

export interface StoreOptions {
  /** Connection string of the database, a pooler between or not. */
  url: string;
  /** The same without a pooler, for migrations. Default: url. */
  directUrl?: string;
  /** Connections, and milliseconds: the longest wait for one, and how long an idle one is kept. */
  pools: { models: number; reads: number; acquireMs: number; idleMs: number };
  /** Told when an idle connection breaks; the next query opens another. */
  onConnectionLost?: (error: Error) => void;
}

/**
 * Connects, and brings the tables up to date.
 *
 * @throws CodedError UNAVAILABLE when the database does not answer
 */
export async function openStore({ url, directUrl, pools, onConnectionLost }: StoreOptions): Promise<Store> {
  await reachable(() => migrate(directUrl ?? url));
  const sequelize = new Sequelize(url, {
    dialect: 'postgres',
    logging: false,
    pool: { max: pools.models, min: 0, acquire: pools.acquireMs, idle: pools.idleMs },
  });
  const reads = new Pool({
    connectionString: url,
    max: pools.reads,
    connectionTimeoutMillis: pools.acquireMs,
    idleTimeoutMillis: pools.idleMs,
  });
  reads.on('error', (error) => onConnectionLost?.(error));
  const models = defineModels(sequelize);
  const timeline = new Timeline(sequelize, models);
  return {
    users: userRepository(models),
    uploads: uploadRepository(models),
    jobs: jobRepository(sequelize, models),
    reports: reportRepository(sequelize, models, timeline),
    trends: trendRepository(sequelize, models, timeline),
    cases: caseRepository(reads, await reachable(() => foldingCollation(reads))),
    ping: () => reachable(async () => void (await reads.query('SELECT 1'))),
    close: async () => {
      await Promise.all([sequelize.close(), reads.end()]);
    },
  };
}

async function reachable<T>(task: () => Promise<T>): Promise<T> {
  try {
    return await task();
  } catch (cause) {
    throw new CodedError('UNAVAILABLE', 'The database does not answer.', cause);
  }
}

/** The best collation for folding case that this database has: PostgreSQL's own, ICU's, or that of the database. */
async function foldingCollation(pool: pg.Pool): Promise<string> {
  const { rows } = await pool.query<{ name: string }>(
    `SELECT collname AS name FROM pg_collation
      WHERE collname IN ('pg_c_utf8', 'und-x-icu') AND collencoding IN (-1, pg_char_to_encoding('UTF8'))
      ORDER BY collname LIMIT 1`,
  );
  return pg.escapeIdentifier(rows[0]?.name ?? 'default');
}
