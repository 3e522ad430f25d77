import type { PoolOptions } from '../../src/store/db/connections.js';

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
