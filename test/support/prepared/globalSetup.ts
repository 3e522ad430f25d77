import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { claimDataDir } from '../../../src/embedded/ownerLock.js';
import { startEmbeddedPostgres } from '../../../src/embedded/postgres.js';
import { openStore } from '../../../src/store/openStore.js';
import { TEST_POOLS } from '../pools.js';
import './context.js';

/** Makes a data directory whose database is migrated and empty, once for all tests: to make one takes seconds. */
export default async function prepareDataDir(project: TestProject): Promise<() => void> {
  const lock = claimDataDir(mkdtempSync(join(tmpdir(), 'prepared-')));
  const postgres = await startEmbeddedPostgres(lock);
  await (await openStore({ url: postgres.url, pools: TEST_POOLS })).close();
  await postgres.stop();
  lock.release();
  project.provide('preparedDataDir', lock.dataDir);
  return () => rmSync(lock.dataDir, { recursive: true, force: true });
}
