import { availableParallelism } from 'node:os';
import { basename } from 'node:path';
import { type Times, timesOf } from '../../statistics.js';
import type { Deployment } from '../deployment.js';
import { warmUp } from '../load.js';
import { Services } from '../services.js';
import { variedFile } from '../variedFile.js';

/** Of the machine, for each worker. The rest works on a job for almost as long as they do, and must fit in beside two. */
const SHARE = 1 / 5;

/** Jobs that a new worker does before it is measured: its code gets faster until then. */
const WARM_UPS = 8;

/** Jobs a second of each round, the uploads being there already. */
export interface WorkerScaling {
  one: Times;
  two: Times;
  jobs: number;
  /** Share of a core that each worker was limited to; null where that could not be set. */
  cpus: number | null;
}

/**
 * One worker process against two, in turns, each with one engine thread and pinned to a core of its own. The API has
 * little to do, but PostgreSQL works on each job for more than half as long as the worker does: workers get less than
 * half of the machine, as the limit of a container would give them, so that it is they who are measured and not what
 * the rest finds left.
 */
export async function workerScaling(plan: {
  path: string;
  jobs: number;
  rounds: number;
}): Promise<WorkerScaling> {
  const cpus = Math.min(1, availableParallelism() * SHARE);
  const workerEnv = { ENGINE_THREADS: '1', JOBS_AT_ONCE: '1' };
  const services = await Services.start({ objects: 'folder', workers: 0, workerEnv });
  const [one, two]: number[][] = [[], []];
  let isLimited = false;
  try {
    isLimited = await services.addWorker({ core: 0, cpus });
    for (let round = 0; round < plan.rounds; round++) {
      await warmUp(services, plan.path, WARM_UPS);
      one.push(await jobsPerSecond(services, plan));
      isLimited = (await services.addWorker({ core: 1, cpus })) && isLimited;
      await Promise.all([0, 1].map(() => warmUp(services, plan.path, WARM_UPS)));
      two.push(await jobsPerSecond(services, plan));
      await services.removeWorker();
    }
  } finally {
    await services.stop();
  }
  return { one: timesOf(one), two: timesOf(two), jobs: plan.jobs, cpus: isLimited ? cpus : null };
}

async function jobsPerSecond({ user }: Deployment, plan: { path: string; jobs: number }): Promise<number> {
  const uploadIds: string[] = [];
  for (let i = 0; i < plan.jobs; i++)
    uploadIds.push((await user.put(variedFile(plan.path), basename(plan.path))).uploadId);
  const startedAt = performance.now();
  const jobs = await Promise.all(uploadIds.map((id) => user.analyse(id)));
  await Promise.all(jobs.map((id) => user.untilReport(id)));
  return (plan.jobs * 1000) / (performance.now() - startedAt);
}
