import { randomBytes } from 'node:crypto';
import { Redis } from 'ioredis';
import pg from 'pg';
import type { Backing } from '../backing.js';
import { serverUrl } from '../postgresServer.js';
import { DATABASES, redisUrl } from '../redis.js';
import { s3Environment } from '../s3Access.js';
import { ownBucket } from './bucket.js';
import { PREPARED_DATABASE, type SharedServices } from './sharedServices.js';

/** Of the shared services, what is for one service alone: a database, two databases of Redis, and a bucket. */
export async function sharedBacking(services: SharedServices, isEmpty: boolean): Promise<Backing> {
  const database = `test_${randomBytes(6).toString('hex')}`;
  const template = isEmpty ? 'template1' : PREPARED_DATABASE;
  await asOperator(services, `CREATE DATABASE ${database} TEMPLATE ${template}`);
  const direct = serverUrl(services.postgresPort, database);
  const queue = await pairOfDatabases(services);
  const bucket = database.replace('_', '-');
  const objects = await ownBucket(services.s3Url, bucket);
  return {
    env: {
      DATABASE_URL: serverUrl(services.pgbouncerPort, database),
      DATABASE_DIRECT_URL: direct,
      REDIS_URL: redisUrl(services.redisPort, queue),
      REDIS_CACHE_URL: redisUrl(services.redisPort, queue + 1),
      ...s3Environment(services.s3Url, bucket),
      // The answers are to be the service's own, as over a folder; tests of the other way switch it on.
      S3_DIRECT: 'off',
    },
    databaseUrl: () => direct,
    objects,
    async release() {
      await asOperator(services, `DROP DATABASE IF EXISTS ${database} WITH (FORCE)`);
    },
  };
}

async function asOperator({ postgresPort }: SharedServices, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: serverUrl(postgresPort, 'postgres') });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

/** The first of two databases that no other service has; which are given away stands in database 0. */
async function pairOfDatabases({ redisPort }: SharedServices): Promise<number> {
  const client = new Redis(redisUrl(redisPort, 0));
  try {
    const first = 2 * (await client.incr('pairs given away'));
    if (first + 1 >= DATABASES) throw new Error('The shared Redis has no database left.');
    return first;
  } finally {
    client.disconnect();
  }
}
