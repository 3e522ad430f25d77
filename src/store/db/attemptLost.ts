/** Thrown inside a commit to roll it back, never seen outside: the attempt is no longer the job's own. */
export class AttemptLost extends Error {}

/** What a commit gives; null when its attempt had lost the job. */
export async function orNullWhenLost<T>(commit: Promise<T>): Promise<T | null> {
  try {
    return await commit;
  } catch (error) {
    if (error instanceof AttemptLost) return null;
    throw error;
  }
}
