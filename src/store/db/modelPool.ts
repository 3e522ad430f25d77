import type { Socket } from 'node:net';
import pg, { type ClientBase } from 'pg';
import { BaseError, Sequelize } from 'sequelize';
import type { PoolUse } from '../types.js';
import { codedDatabaseError, type PoolOptions, SilenceCheck } from './connections.js';
import { HeardClient } from './heardClient.js';

/** Keeps Sequelize from its SET of a zone and of the level of notices. Its types know only the second. */
const NO_SESSION = { keepDefaultTimezone: true };
const NO_NOTICES = { clientMinMessages: 'ignore' };

/** A transaction waits for locks, and deletes millions of rows: it is given so many times as long as a statement. */
const TRANSACTION = 10;

/**
 * Sequelize with its own pool; connections are checked before they are used. It sets nothing in a session: a pooler
 * between gives the next statement another one. Instants are read and written with their offset, whatever the zone.
 */
export function openModelPool(url: string, options: PoolOptions): Sequelize {
  const sequelize = new Sequelize(url, {
    ...NO_SESSION,
    dialect: 'postgres',
    dialectModule: { ...pg, Client: HeardClient },
    // One that is never made would keep its place in the pool for ever.
    dialectOptions: { ...NO_NOTICES, connectionTimeoutMillis: options.acquireMs },
    logging: false,
    pool: { max: options.models, min: 0, acquire: options.acquireMs, idle: options.idleMs },
    hooks: {
      // Of keep-alive the dialect takes only whether, not when.
      afterConnect: (connection) => {
        const socket = socketOf(connection);
        socket.setKeepAlive(true, options.keepAliveMs);
        socket.on('timeout', () => socket.destroy(new Error('The server has fallen silent.')));
      },
    },
  });
  checkBeforeUse(sequelize, options);
  endSilent(sequelize, options);
  codeErrors(sequelize);
  return sequelize;
}

/** How the connections are used now. */
export function useOf({ connectionManager }: Sequelize): Omit<PoolUse, 'pool'> {
  // Its types do not know it.
  const { pool } = connectionManager as unknown as {
    pool: Record<'available' | 'using' | 'waiting', number>;
  };
  return { idle: pool.available, busy: pool.using, waiting: pool.waiting };
}

/** All statements of the models pass through one function, the errors of the database within those of Sequelize. */
function codeErrors(sequelize: Sequelize): void {
  const { query } = sequelize;
  const coded = (...args: unknown[]) =>
    (Reflect.apply(query, sequelize, args) as Promise<unknown>).catch((error: unknown) => {
      const cause = error instanceof BaseError && 'original' in error ? error.original : null;
      const told = cause === null ? error : codedDatabaseError(cause);
      throw told === cause ? error : told;
    });
  sequelize.query = coded as typeof sequelize.query;
}

/**
 * A server that is gone without a word keeps those waiting who have asked it: their connection ends, and their wait.
 * Behind a pooler a statement waits for a connection once more, before it runs.
 */
function endSilent({ connectionManager }: Sequelize, { acquireMs, readTimeoutMs }: PoolOptions): void {
  const statementMs = acquireMs + readTimeoutMs;
  const { getConnection, releaseConnection } = connectionManager;
  connectionManager.getConnection = async (options) => {
    const connection = await getConnection.call(connectionManager, options);
    const isForTransaction = options !== undefined && 'uuid' in options;
    socketOf(connection).setTimeout(isForTransaction ? TRANSACTION * statementMs : statementMs);
    return connection;
  };
  connectionManager.releaseConnection = (connection) => {
    socketOf(connection).setTimeout(0);
    return releaseConnection.call(connectionManager, connection);
  };
}

/** The pool has a place for checks, but it must answer at once; only a question to the server tells. */
function checkBeforeUse({ connectionManager }: Sequelize, { checkAfterMs }: PoolOptions): void {
  const check = new SilenceCheck(checkAfterMs);
  const acquire = connectionManager.getConnection.bind(connectionManager);
  connectionManager.getConnection = async (options) => {
    for (;;) {
      const connection = await acquire(options).catch((error: unknown) => {
        throw codedDatabaseError(error);
      });
      if (await check.passes(connection as ClientBase)) return connection;
      await connectionManager.destroyConnection(connection);
    }
  };
}

function socketOf(connection: unknown): Socket {
  return (connection as { connection: { stream: Socket } }).connection.stream;
}
