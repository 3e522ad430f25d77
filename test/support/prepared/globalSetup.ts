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
  const dataDir = mkdtempSync(join(tmpdir(), 'prepared-'));
  const remove = () => rmSync(dataDir, { recursive: true, force: true });
  try {
    await fill(dataDir);
  } catch (error) {
    remove();
    throw error;
  }
  project.provide('preparedDataDir', dataDir);
  return remove;
}

async function fill(dataDir: string): Promise<void> {
  const lock = claimDataDir(dataDir);
  try {
    const postgres = await startEmbeddedPostgres(lock);
    try {
      await migrate(postgres.url);
      await addAdministrator(postgres.url);
    } finally {
      await postgres.stop();
    }
  } finally {
    lock.release();
  }
}
