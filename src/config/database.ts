import { z } from 'zod';
import { address, DAY_MS, wholeNumber } from './kinds.js';

/** PostgreSQL, and the pools of connections to it. */
export const DATABASE_VARIABLES = z.object({
  DATABASE_URL: address('postgres:', 'postgresql:')
    .optional()
    .describe(
      'PostgreSQL to use, postgres://user:password@host:port/name. Default: the bundled one, in DATA_DIR.',
    ),
  DATABASE_DIRECT_URL: address('postgres:', 'postgresql:')
    .optional()
    .describe(
      'The same database without a pooler between, for migrations and the queue. Default: DATABASE_URL.',
    ),
  POOL_MODELS: wholeNumber(2, 500)
    .default(6)
    .describe('Connections for writes and single records. Default 6.'),
  POOL_READS: wholeNumber(1, 500).default(6).describe('Connections for pages of cases. Default 6.'),
  POOL_QUEUE: wholeNumber(1, 100)
    .default(3)
    .describe('Connections for each end of the job queue. Default 3.'),
  POOL_ACQUIRE_MS: wholeNumber(100, 600_000)
    .default(15_000)
    .describe('Longest wait for a free connection, in milliseconds. Default 15000.'),
  POOL_IDLE_MS: wholeNumber(1000, DAY_MS)
    .default(30_000)
    .describe('An idle connection is closed after this many milliseconds. Default 30000.'),
  POOL_KEEP_ALIVE_MS: wholeNumber(1000, DAY_MS)
    .default(10_000)
    .describe(
      'Silence, in milliseconds, after which TCP asks whether the other end of a connection is still there. Default 10000.',
    ),
  POOL_CHECK_AFTER_MS: wholeNumber(0, DAY_MS)
    .default(5000)
    .describe(
      'A connection that was not used for this many milliseconds is asked before it is used, and replaced if it is dead. 0: always. Default 5000.',
    ),
  READ_TIMEOUT_MS: wholeNumber(100, 600_000)
    .default(10_000)
    .describe('Longest run of a statement that reads a page of cases, in milliseconds. Default 10000.'),
});

type Variables = z.infer<typeof DATABASE_VARIABLES>;

export function databaseOf(environment: Variables) {
  return {
    database: {
      url: environment.DATABASE_URL,
      directUrl: environment.DATABASE_DIRECT_URL ?? environment.DATABASE_URL,
    },
    pools: {
      models: environment.POOL_MODELS,
      reads: environment.POOL_READS,
      queue: environment.POOL_QUEUE,
      acquireMs: environment.POOL_ACQUIRE_MS,
      idleMs: environment.POOL_IDLE_MS,
      keepAliveMs: environment.POOL_KEEP_ALIVE_MS,
      checkAfterMs: environment.POOL_CHECK_AFTER_MS,
      readTimeoutMs: environment.READ_TIMEOUT_MS,
    },
  };
}
