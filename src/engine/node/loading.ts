import { parentPort } from 'node:worker_threads';
import type { Piscina } from 'piscina';

const LOADED = 'the module of the tasks is loaded';

/** Says from inside a thread that its module is loaded; the last statement of the pool's entry. */
export function tellLoaded(): void {
  parentPort?.postMessage(LOADED);
}

/**
 * Resolves when no thread of a new pool is loading its module any more.
 * Node aborts the whole process when a thread is stopped in the middle of that, so a pool must not be closed before.
 */
export function whenLoaded(pool: Piscina, threads: number): Promise<void> {
  return new Promise((resolve) => {
    let loading = threads;
    const oneLess = () => {
      loading -= 1;
      if (loading === 0) resolve();
    };
    pool.on('message', (message) => message === LOADED && oneLess());
    pool.on('workerDestroy', oneLess);
  });
}
