import type { ClientBase } from 'pg';
import { BaseError, Sequelize } from 'sequelize';
import type { PoolUse } from '../types.js';
import { codedDatabaseError, type PoolOptions, SilenceCheck } from './connections.js';

/** Keeps Sequelize from its SET of a zone and of the level of notices. Its types know only the second. */
const NO_SESSION = { keepDefaultTimezone: true, dialectOptions: { clientMinMessages: 'ignore' } };

/**
 * Sequelize with its own pool; connections are checked before they are used. It sets nothing in a session: a pooler
 * between gives the next statement another one. Instants are read and written with their offset, whatever the zone.
 */
export function openModelPool(url: string, options: PoolOptions): Sequelize {
  const sequelize = new Sequelize(url, {
    ...NO_SESSION,
    dialect: 'postgres',
    logging: false,
    pool: { max: options.models, min: 0, acquire: options.acquireMs, idle: options.idleMs },
    hooks: {
      // Of keep-alive the dialect takes only whether, not when.
      afterConnect: (connection) => socketOf(connection).setKeepAlive(true, options.keepAliveMs),
    },
  });
  checkBeforeUse(sequelize, options);
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

interface Socket {
  setKeepAlive(enable: boolean, initialDelayMs: number): void;
}

function socketOf(connection: unknown): Socket {
  return (connection as { connection: { stream: Socket } }).connection.stream;
}
