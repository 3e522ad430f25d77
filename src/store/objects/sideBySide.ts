/** A disk syncs several files in the time of one, and a bucket takes several; there may be thousands. */
const AT_ONCE = 8;

/**
 * Does the same with every item, several at a time; begins no more of them once one has failed.
 * @throws what the first failed with, or the reason of the signal when it aborts: only when all that were begun have ended
 */
export async function sideBySide<T>(
  items: Iterable<T>,
  task: (item: T) => Promise<void>,
  signal?: AbortSignal,
): Promise<void> {
  const waiting = items[Symbol.iterator]();
  let failure: { reason: unknown } | null = null;
  const worker = async () => {
    while (failure === null) {
      const { done, value } = waiting.next();
      if (done) return;
      try {
        signal?.throwIfAborted();
        await task(value);
      } catch (reason) {
        failure ??= { reason };
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  if (failure !== null) throw (failure as { reason: unknown }).reason;
}
