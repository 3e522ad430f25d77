import type pg from 'pg';
import Pool from 'pg-pool';
import type { PoolUse } from '../types.js';
import { codedDatabaseError, isBroken, type PoolOptions, SilenceCheck } from './connections.js';
import { HeardClient } from './heardClient.js';

/** A statement and the values of its placeholders. */
export interface Statement {
  text: string;
  values: unknown[];
}

/**
 * Begins a transaction that reads. Settings hold for the transaction, not for the session: a pooler between gives the
 * session to others afterwards.
 *
 * Every list is read along its order. The planner would rather fetch and sort the few rows that it expects of a report
 * when its statistics are older than the report, which may be large.
 */
export function beginRead(timeoutMs: number): string {
  return [
    'BEGIN READ ONLY',
    `SET LOCAL statement_timeout = ${timeoutMs}`,
    'SET LOCAL enable_seqscan = off',
    'SET LOCAL enable_bitmapscan = off',
    'SET LOCAL enable_sort = off',
  ].join('; ');
}

/** So much longer than the server allows a statement its answer is waited for. */
const SILENCE_MS = 2_000;

/** Connections that only read. */
export interface ReadPool {
  /**
   * The rows of a statement, read in a transaction of its own that may not write. When its connection breaks, it is
   * run once more on another: reading twice does no harm.
   *
   * @throws CodedError UNAVAILABLE, QUERY_TIMEOUT
   */
  query<Row extends pg.QueryResultRow>(statement: Statement): Promise<Row[]>;
  /** How its connections are used now. */
  use(): Omit<PoolUse, 'pool'>;
  close(): Promise<void>;
}

/** @param onConnectionLost told when a connection breaks that nobody is using */
export function openReadPool(
  url: string,
  options: PoolOptions,
  onConnectionLost?: (error: Error) => void,
): ReadPool {
  const pool = new Pool({
    Client: HeardClient,
    connectionString: url,
    max: options.reads,
    connectionTimeoutMillis: options.acquireMs,
    idleTimeoutMillis: options.idleMs,
    keepAlive: true,
    keepAliveInitialDelayMillis: options.keepAliveMs,
  });
  pool.on('error', (error) => onConnectionLost?.(error));
  const check = new SilenceCheck(options.checkAfterMs);
  // Behind a pooler it is the first statement that waits for a connection; and a server that falls silent says nothing.
  const begin = { text: beginRead(options.readTimeoutMs), query_timeout: options.acquireMs };
  const longestMs = options.readTimeoutMs + SILENCE_MS;

  async function connect(): Promise<pg.PoolClient> {
    for (;;) {
      const client = await pool.connect();
      if (await check.passes(client)) return client;
      client.release(true);
    }
  }

  async function read<Row extends pg.QueryResultRow>({ text, values }: Statement): Promise<Row[]> {
    const statement = { text, values, query_timeout: longestMs };
    const client = await connect();
    let isDone = false;
    try {
      await client.query(begin);
      const { rows } = await client.query<Row>(statement);
      await client.query('COMMIT');
      isDone = true;
      return rows;
    } finally {
      // Whatever state a failed statement leaves ends with its connection.
      client.release(!isDone);
    }
  }

  return {
    async query<Row extends pg.QueryResultRow>(statement: Statement): Promise<Row[]> {
      try {
        return await read<Row>(statement).catch((error: unknown) => {
          if (!isBroken(error)) throw error;
          return read<Row>(statement);
        });
      } catch (error) {
        throw codedDatabaseError(error);
      }
    },
    use() {
      const { totalCount, idleCount, waitingCount } = pool;
      return { idle: idleCount, busy: totalCount - idleCount, waiting: waitingCount };
    },
    close: () => pool.end(),
  };
}
