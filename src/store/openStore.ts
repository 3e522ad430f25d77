import pg from 'pg';
import { CodedError } from '../errors.js';
import { caseRepository } from './db/cases.js';
import type { PoolOptions } from './db/connections.js';
import { EqualJobs } from './db/equalJobs.js';
import { JobEnds } from './db/jobEnds.js';
import { jobRepository } from './db/jobs.js';
import { migrate } from './db/migrate.js';
import { openModelPool, useOf } from './db/modelPool.js';
import { defineModels } from './db/models.js';
import { openReadPool, type ReadPool } from './db/readPool.js';
import { reportRepository } from './db/reports.js';
import { Timeline } from './db/timeline.js';
import { trendRepository } from './db/trends.js';
import { uploadRepository } from './db/uploads.js';
import { userRepository } from './db/users.js';
import type { JobEndObserver, Store } from './types.js';

export interface StoreOptions {
  /** Connection string of the database, a pooler between or not. */
  url: string;
  /** The same without a pooler, for migrations. Default: url. */
  directUrl?: string;
  pools: PoolOptions;
  /** Told when an idle connection breaks; the next query opens another. */
  onConnectionLost?: (error: Error) => void;
  /** Told of the jobs that this process ends. */
  jobEnds?: JobEndObserver;
}

/**
 * Connects, and brings the tables up to date.
 *
 * @throws CodedError UNAVAILABLE when the database does not answer
 */
export async function openStore(options: StoreOptions): Promise<Store> {
  const { url, directUrl, pools, onConnectionLost, jobEnds } = options;
  await reachable(() => migrate(directUrl ?? url));
  const sequelize = openModelPool(url, pools);
  const reads = openReadPool(url, pools, onConnectionLost);
  const models = defineModels(sequelize);
  const timeline = new Timeline(sequelize, models);
  const equals = new EqualJobs(sequelize, models, new JobEnds(jobEnds));
  return {
    users: userRepository(sequelize, models),
    uploads: uploadRepository(sequelize, models),
    jobs: jobRepository(sequelize, models, equals),
    reports: reportRepository(sequelize, models, timeline, equals),
    trends: trendRepository(sequelize, models, timeline, equals),
    cases: caseRepository(reads, await reachable(() => foldingCollation(reads))),
    pools: () => [
      { pool: 'models', ...useOf(sequelize) },
      { pool: 'reads', ...reads.use() },
    ],
    identity: () => reachable(() => identityOf(reads)),
    ping: () => reachable(async () => void (await reads.query({ text: 'SELECT 1', values: [] }))),
    close: async () => {
      await Promise.all([sequelize.close(), reads.close()]);
    },
  };
}

async function reachable<T>(task: () => Promise<T>): Promise<T> {
  try {
    return await task();
  } catch (cause) {
    if (cause instanceof CodedError) throw cause;
    throw new CodedError('UNAVAILABLE', 'The database does not answer.', cause);
  }
}

async function identityOf(reads: ReadPool): Promise<string> {
  const [{ id }] = await reads.query<{ id: string }>({ text: 'SELECT id FROM identity', values: [] });
  return id;
}

/** The best collation for folding case that this database has: PostgreSQL's own, ICU's, or that of the database. */
async function foldingCollation(reads: ReadPool): Promise<string> {
  const [collation] = await reads.query<{ name: string }>({
    text: `SELECT collname AS name FROM pg_collation
            WHERE collname IN ('pg_c_utf8', 'und-x-icu') AND collencoding IN (-1, pg_char_to_encoding('UTF8'))
            ORDER BY collname LIMIT 1`,
    values: [],
  });
  return pg.escapeIdentifier(collation?.name ?? 'default');
}
