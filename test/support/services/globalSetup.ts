import type { TestProject } from 'vitest/node';
import { PgBouncer } from '../pgbouncer.js';
import { oldestBinaries, PostgresServer } from '../postgresServer.js';
import { TestRedis } from '../redis.js';
import './sharedServices.js';

/** Starts what the tests of the project share, once: PostgreSQL of the oldest version, PgBouncer before it, Redis. */
export default async function startServices(project: TestProject): Promise<() => Promise<void>> {
  const postgres = await PostgresServer.create(oldestBinaries() ?? undefined);
  const [pgbouncer, redis] = await Promise.all([PgBouncer.start(postgres.port), TestRedis.start()]);
  project.provide('services', {
    postgresPort: postgres.port,
    pgbouncerPort: pgbouncer.port,
    redisPort: redis.port,
  });
  return async () => {
    await Promise.all([pgbouncer.stop(), redis.stop()]);
    await postgres.remove();
  };
}
