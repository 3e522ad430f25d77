import { setPriority } from 'node:os';
import { workerData } from 'node:worker_threads';

/**
 * As much as `nice` adds. A thread that answers somebody gets about twice the share of one that analyses: with much
 * more than that, steady questions would starve the jobs.
 */
const NICENESS = 3;

/** What the threads of a pool are told. */
export interface ThreadData {
  givesWay: boolean;
}

/** Lets other threads go first, where the pool wants that of its own; called once from inside each. */
export function giveWay(): void {
  const data = workerData as ThreadData | null;
  // Elsewhere the priority is that of the whole process, or none of a thread's business.
  if (data?.givesWay && process.platform === 'linux') setPriority(NICENESS);
}
