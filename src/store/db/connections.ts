import pg from 'pg';
import { CodedError } from '../../errors.js';

/** How the two pools of a process keep their connections. Times are in milliseconds. */
export interface PoolOptions {
  /** Connections for writes and single records. */
  models: number;
  /** Connections for pages of lists. */
  reads: number;
  /** The longest wait for a connection; then UNAVAILABLE. */
  acquireMs: number;
  /** An idle connection is closed after so long. */
  idleMs: number;
  /** Silence after which TCP asks whether the other end is still there. */
  keepAliveMs: number;
  /** A connection that nobody has used for so long is asked before it is used, and replaced if it is dead. */
  checkAfterMs: number;
  /** The longest that a statement of a read may run; then QUERY_TIMEOUT. */
  readTimeoutMs: number;
}

/** A database that lives answers this much sooner. */
const ANSWER_MS = 2_000;

/** Tells which connections have been silent for long, and whether they still answer. */
export class SilenceCheck {
  readonly #lastUse = new WeakMap<object, number>();

  constructor(private readonly afterMs: number) {}

  /** Whether the connection, which is used from now on, answers; asked only when it was silent for long. */
  async passes(client: Pick<pg.ClientBase, 'query'>): Promise<boolean> {
    const now = performance.now();
    const silentMs = now - (this.#lastUse.get(client) ?? now);
    this.#lastUse.set(client, now);
    if (silentMs < this.afterMs) return true;
    const question = { text: 'SELECT 1', query_timeout: ANSWER_MS };
    return client.query(question).then(
      () => true,
      () => false,
    );
  }
}

/**
 * What PostgreSQL says when it ends a connection or gives none: it stops or starts, an operator has ended the session,
 * all connections are taken, the password is another now. PgBouncer says all that it has to say by 08P01.
 */
const NO_CONNECTION = /^(57P0[1-5]|08...|53300|28...|3D000)$/;
const TIMED_OUT = '57014';
const NO_ROOM = '53100';

/** Whether there is no connection, or none any more; rather than that the statement failed. */
export function isBroken(error: unknown): boolean {
  return !(error instanceof pg.DatabaseError) || NO_CONNECTION.test(error.code ?? '');
}

/** The error as others may see it, where there is more to say than that something went wrong. */
export function codedDatabaseError(error: unknown): unknown {
  if (error instanceof CodedError) return error;
  if (isBroken(error)) return new CodedError('UNAVAILABLE', 'The database does not answer.', error);
  const { code } = error as pg.DatabaseError;
  if (code === TIMED_OUT) return new CodedError('QUERY_TIMEOUT', undefined, error);
  if (code === NO_ROOM) return new CodedError('DISK_FULL', undefined, error);
  return error;
}
