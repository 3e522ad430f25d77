/**
 * A thread that ends the process when an input takes for ever: a loop in the core lets nothing else run in the
 * thread that it hangs in. The input is kept first; it is found by its number among those of the seed.
 */
import { copyFileSync, mkdirSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { isMainThread, Worker, workerData } from 'node:worker_threads';

const LOOK_EVERY_MS = 1000;
/** The largest inputs take milliseconds; a machine that others work on too is given a thousand times that. */
const HANGS_AFTER_MS = 30_000;

interface Watched {
  /** Changes with every input. */
  pulse: Int32Array;
  /** The file of the input that is being read. */
  path: string;
  keep: string;
  seed: number;
}

/** Watches until the returned function is called. */
export function watch(watched: Watched): () => Promise<number> {
  const worker = new Worker(new URL(import.meta.url), { workerData: watched });
  return () => worker.terminate();
}

if (!isMainThread) {
  const { pulse, path, keep, seed } = workerData as Watched;
  let seen = -1;
  let since = performance.now();
  setInterval(() => {
    const now = Atomics.load(pulse, 0);
    if (now !== seen) {
      seen = now;
      since = performance.now();
    } else if (performance.now() - since > HANGS_AFTER_MS) {
      mkdirSync(keep, { recursive: true });
      const kept = join(keep, `${seed}-hangs.csv`);
      copyFileSync(path, kept);
      writeSync(1, `an input hangs: kept as ${kept}\n`);
      process.kill(process.pid, 'SIGKILL');
    }
  }, LOOK_EVERY_MS);
}
