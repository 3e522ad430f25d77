import { setTimeout as sleep } from 'node:timers/promises';
import { QueryTypes, type Sequelize, type Transaction } from 'sequelize';
import type { StoppableAttempt } from '../commonTypes.js';

/** Thrown inside a commit to roll it back, never seen outside: the attempt is no longer the job's own, or has to stop. */
export class AttemptLost extends Error {}

/** A statement that is cancelled too early, between two others, goes unheard: it is said again after so long. */
const CANCEL_AGAIN_MS = 100;

/**
 * Does the writes of a commit. When the attempt is told to stop, whatever statement runs is cancelled, even one that
 * waits for a lock; what the writes fail with from then on means that the attempt has stopped.
 * @throws AttemptLost in that case
 */
export async function unlessStopped<T>(
  { signal }: StoppableAttempt,
  sequelize: Sequelize,
  transaction: Transaction,
  writes: () => Promise<T>,
): Promise<T> {
  if (signal?.aborted) throw new AttemptLost();
  const ended = new AbortController();
  const pid = await backendOf(sequelize, transaction);
  let cancelling: Promise<void> = Promise.resolve();
  const cancel = () => {
    cancelling = cancelStatements(sequelize, pid, ended.signal);
  };
  signal?.addEventListener('abort', cancel, { once: true });
  if (signal?.aborted) cancel();
  try {
    return await writes();
  } catch (error) {
    throw signal?.aborted ? new AttemptLost() : error;
  } finally {
    signal?.removeEventListener('abort', cancel);
    ended.abort();
    // To its end, before the connection does anything else: a cancel that comes late would meet another's statement.
    await cancelling;
  }
}

/** What a commit gives; null when its attempt had lost the job. */
export async function orNullWhenLost<T>(commit: Promise<T>): Promise<T | null> {
  try {
    return await commit;
  } catch (error) {
    if (error instanceof AttemptLost) return null;
    throw error;
  }
}

/** Of the transaction's own server process, which it keeps through a pooler, too. */
async function backendOf(sequelize: Sequelize, transaction: Transaction): Promise<number> {
  const [{ pid }] = await sequelize.query<{ pid: number }>('SELECT pg_backend_pid() AS pid', {
    type: QueryTypes.SELECT,
    transaction,
  });
  return pid;
}

/** Cancels what the server process does, again and again until the writes have ended; never fails. */
async function cancelStatements(sequelize: Sequelize, pid: number, ended: AbortSignal): Promise<void> {
  while (!ended.aborted) {
    try {
      await sequelize.query('SELECT pg_cancel_backend($1)', { bind: [pid], type: QueryTypes.SELECT });
      await sleep(CANCEL_AGAIN_MS, undefined, { signal: ended });
    } catch {
      // Without a connection to say it on, the statement takes its time; a broken one is met by the writes, too.
      if (!ended.aborted) await sleep(CANCEL_AGAIN_MS);
    }
  }
}
