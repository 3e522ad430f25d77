import type { TestProject } from 'vitest/node';
import { PgBouncer } from '../pgbouncer.js';
import { oldestBinaries, PostgresServer } from '../postgresServer.js';
import './sharedServices.js';

/** Starts what the tests of the project share, once: PostgreSQL of the oldest version, and PgBouncer before it. */
export default async function startServices(project: TestProject): Promise<() => Promise<void>> {
  const postgres = await PostgresServer.create(oldestBinaries() ?? undefined);
  const pgbouncer = await PgBouncer.start(postgres.port);
  project.provide('services', { postgresPort: postgres.port, pgbouncerPort: pgbouncer.port });
  return async () => {
    await pgbouncer.stop();
    await postgres.remove();
  };
}
