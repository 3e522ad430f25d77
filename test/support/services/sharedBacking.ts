import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import pg from 'pg';
import { type Backing, folderObjects } from '../backing.js';
import { serverUrl } from '../postgresServer.js';
import type { SharedServices } from './sharedServices.js';

/** A database of its own for one service, in the shared PostgreSQL. */
export async function sharedBacking(services: SharedServices, dataDir: string): Promise<Backing> {
  const database = `test_${randomBytes(6).toString('hex')}`;
  await asOperator(services, `CREATE DATABASE ${database}`);
  const direct = serverUrl(services.postgresPort, database);
  return {
    env: { DATABASE_URL: serverUrl(services.pgbouncerPort, database), DATABASE_DIRECT_URL: direct },
    databaseUrl: () => direct,
    objects: folderObjects(join(dataDir, 'objects')),
    async release() {
      await asOperator(services, `DROP DATABASE ${database} WITH (FORCE)`);
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
