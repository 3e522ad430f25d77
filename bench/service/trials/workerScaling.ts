import { basename } from 'node:path';
import { type Times, timesOf } from '../../statistics.js';
import { type Deployment, Services } from '../deployment.js';
import { warmUp } from '../load.js';
import { variedFile } from '../variedFile.js';

/** Jobs a second of each round, the uploads being there already. */
export interface WorkerScaling {
  one: Times;
  two: Times;
  jobs: number;
}

/**
 * One worker process against two, in turns, each with one engine thread and pinned to a core of its own. The API has
 * next to nothing to do; it, PostgreSQL and Redis run wherever there is room, which on two cores takes from the
 * workers.
 */
export async function workerScaling(plan: {
  path: string;
  jobs: number;
  rounds: number;
}): Promise<WorkerScaling> {
  const workerEnv = { ENGINE_THREADS: '1', JOBS_AT_ONCE: '1' };
  const services = await Services.start({ objects: 'folder', workers: 0, workerEnv });
  const [one, two]: number[][] = [[], []];
  try {
    await services.addWorker(0);
    for (let round = 0; round < plan.rounds; round++) {
      await warmUp(services, plan.path);
      one.push(await jobsPerSecond(services, plan));
      await services.addWorker(1);
      await Promise.all([warmUp(services, plan.path), warmUp(services, plan.path)]);
      two.push(await jobsPerSecond(services, plan));
      await services.removeWorker();
    }
  } finally {
    await services.stop();
  }
  return { one: timesOf(one), two: timesOf(two), jobs: plan.jobs };
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
