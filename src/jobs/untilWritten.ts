import { setTimeout as sleep } from 'node:timers/promises';
import { CodedError } from '../errors.js';

/** From one try to the next, and until the last one, in milliseconds. */
const PAUSE_MS = 500;
const PATIENCE_MS = 60_000;

/**
 * Writes to the database what must not be forgotten, again and again while it is away, for a minute at most.
 * @param isOver asked before each further try: whether nobody wants it any more
 */
export async function untilWritten<T>(write: () => Promise<T>, isOver: () => boolean): Promise<T> {
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await write();
    } catch (error) {
      const isAway = error instanceof CodedError && error.code === 'UNAVAILABLE';
      if (!isAway || isOver() || performance.now() > deadline) throw error;
      await sleep(PAUSE_MS);
    }
  }
}
