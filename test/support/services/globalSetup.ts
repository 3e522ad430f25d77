import type { TestProject } from 'vitest/node';
import { migrate } from '../../../src/store/db/migrate.js';
import { addAdministrator } from '../administrator.js';
import { PgBouncer } from '../pgbouncer.js';
import { oldestBinaries, PostgresServer } from '../postgresServer.js';
import { TestRedis } from '../redis.js';
import { TestS3 } from '../s3.js';
import { PREPARED_DATABASE } from './sharedServices.js';

/** Starts what the tests of the project share, once: PostgreSQL of the oldest version, PgBouncer before it, Redis, S3. */
export default async function startServices(project: TestProject): Promise<() => Promise<void>> {
  const postgres = await PostgresServer.create(oldestBinaries() ?? undefined);
  await postgres.query(`CREATE DATABASE ${PREPARED_DATABASE}`);
  await migrate(postgres.url(PREPARED_DATABASE));
  await addAdministrator(postgres.url(PREPARED_DATABASE));
  const [pgbouncer, redis, s3] = await Promise.all([
    PgBouncer.start(postgres.port),
    TestRedis.start(),
    TestS3.start(),
  ]);
  project.provide('services', {
    postgresPort: postgres.port,
    pgbouncerPort: pgbouncer.port,
    redisPort: redis.port,
    s3Url: s3.url,
  });
  return async () => {
    await Promise.all([pgbouncer.stop(), redis.stop(), s3.stop()]);
    await postgres.remove();
  };
}
