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

/** What PostgreSQL says when it ends a connection: it stops, or an operator has ended the session. */
const ENDED_BY_SERVER = /^(57P0[1-5]|08...)$/;
const TIMED_OUT = '57014';

/** Whether the connection broke, rather than the statement. */
export function isBroken(error: unknown): boolean {
  return !(error instanceof pg.DatabaseError) || ENDED_BY_SERVER.test(error.code ?? '');
}

/** The error as others may see it, where there is more to say than that something went wrong. */
export function codedDatabaseError(error: unknown): unknown {
  if (error instanceof CodedError) return error;
  if (isBroken(error)) return new CodedError('UNAVAILABLE', 'The database does not answer.', error);
  if ((error as pg.DatabaseError).code === TIMED_OUT)
    return new CodedError('QUERY_TIMEOUT', undefined, error);
  return error;
}
