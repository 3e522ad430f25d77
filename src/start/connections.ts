import type { Logger } from 'pino';
import type { Config } from '../config.js';

/** Connections of one process to the database, at most. */
export interface Connections {
  /** To DATABASE_URL, where a pooler may be between. */
  pooled: number;
  /** To DATABASE_DIRECT_URL; one more for a moment at the start. */
  direct: number;
}

/** Of the queue of errands: two ends of two connections; and of the workers of both queues, which listen in two each. */
const ERRANDS = 4;
const LISTENING = 4;

export function connectionsOf({ pools, redis }: Pick<Config, 'pools' | 'redis'>): Connections {
  const queueInPostgres = redis.queueUrl === undefined;
  return {
    pooled: pools.models + pools.reads,
    direct: queueInPostgres ? 2 * pools.queue + ERRANDS + LISTENING : 0,
  };
}

/** Tells what this process may take of the connections that the server allows to all. */
export function announceConnections(config: Config, maxConnections: number, log: Logger): void {
  const { pooled, direct } = connectionsOf(config);
  const figures = { pooled, direct, sum: pooled + direct, serverAllows: maxConnections };
  log.info(figures, 'connections of this process to PostgreSQL, at most');
  if (pooled + direct <= maxConnections) return;
  log.warn(
    figures,
    'this process alone may want more connections than PostgreSQL allows; see docs/postgres.md',
  );
}
