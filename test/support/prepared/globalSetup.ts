import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { claimDataDir } from '../../../src/embedded/ownerLock.js';
import { startEmbeddedPostgres } from '../../../src/embedded/postgres.js';
import { migrate } from '../../../src/store/db/migrate.js';
import { addAdministrator } from '../administrator.js';
import './context.js';

/** Makes a data directory whose database has its tables and an administrator, once for all tests: to make one takes seconds. */
export default async function prepareDataDir(project: TestProject): Promise<() => void> {
  const lock = claimDataDir(mkdtempSync(join(tmpdir(), 'prepared-')));
  const postgres = await startEmbeddedPostgres(lock);
  await migrate(postgres.url);
  await addAdministrator(postgres.url);
  await postgres.stop();
  lock.release();
  project.provide('preparedDataDir', lock.dataDir);
  return () => rmSync(lock.dataDir, { recursive: true, force: true });
}
