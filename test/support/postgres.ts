import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { claimDataDir } from '../../src/embedded/ownerLock.js';
import { startEmbeddedPostgres } from '../../src/embedded/postgres.js';
import type { PoolOptions } from '../../src/store/db/connections.js';

export interface TestDatabase {
  url: string;
  /** A data directory of the test's own. */
  dataDir: string;
  stop(): Promise<void>;
}

/** A real PostgreSQL in a folder of its own, for one test file. */
export async function startTestDatabase(): Promise<TestDatabase> {
  const lock = claimDataDir(await mkdtemp(join(tmpdir(), 'smartremedy-test-')));
  const postgres = await startEmbeddedPostgres(lock);
  return {
    url: postgres.url,
    dataDir: lock.dataDir,
    stop: async () => {
      await postgres.stop();
      lock.release();
      await rm(lock.dataDir, { recursive: true, force: true });
    },
  };
}

/** Pools for tests: small, and quick to say that they are empty. */
export const TEST_POOLS: PoolOptions = {
  models: 4,
  reads: 4,
  acquireMs: 10_000,
  idleMs: 10_000,
  keepAliveMs: 10_000,
  checkAfterMs: 5_000,
  readTimeoutMs: 10_000,
};
