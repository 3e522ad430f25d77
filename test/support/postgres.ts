import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { claimDataDir } from '../../src/embedded/ownerLock.js';
import { startEmbeddedPostgres } from '../../src/embedded/postgres.js';
import { fillDataDir } from './prepared/fillDataDir.js';

export interface TestDatabase {
  url: string;
  /** A data directory of the test's own. */
  dataDir: string;
  stop(): Promise<void>;
}

/**
 * A real PostgreSQL in a folder of its own, for one test file.
 * @param options.isEmpty without even the tables
 */
export async function startTestDatabase({ isEmpty = false } = {}): Promise<TestDatabase> {
  const lock = claimDataDir(await mkdtemp(join(tmpdir(), 'smartremedy-test-')));
  if (!isEmpty) fillDataDir(lock.dataDir);
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
