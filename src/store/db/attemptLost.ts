import type { StoppableAttempt } from '../commonTypes.js';

/** Thrown inside a commit to roll it back, never seen outside: the attempt is no longer the job's own, or has to stop. */
export class AttemptLost extends Error {}

/** Does the writes of a commit; whatever they fail with after the attempt was told to stop means that it has stopped. */
export async function unlessStopped<T>({ signal }: StoppableAttempt, writes: () => Promise<T>): Promise<T> {
  try {
    return await writes();
  } catch (error) {
    throw signal?.aborted ? new AttemptLost() : error;
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
