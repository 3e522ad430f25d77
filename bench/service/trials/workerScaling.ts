import { availableParallelism } from 'node:os';
import { basename } from 'node:path';
import { type Times, timesOf } from '../../statistics.js';
import type { Deployment } from '../deployment.js';
import { warmUp } from '../load.js';
import { Services } from '../services.js';
import { variedFile } from '../variedFile.js';

/** Of the machine, for each worker. The rest works on each job too, and must fit in beside two. */
const SHARE = 1 / 5;

/** Jobs for each worker before it is measured: its code gets faster until then. */
const WARM_UPS = 10;

/** Jobs a second of each round, the uploads being there already. */
export interface WorkerScaling {
  one: Times;
  two: Times;
  /** Of each round. */
  jobs: number;
  /** Share of a core that each worker was limited to; null where that could not be set. */
  cpus: number | null;
}

export interface ScalingPlan {
  path: string;
  jobs: number;
  rounds: number;
}

/**
 * One worker process against two, each over services of its own, in many short turns: what a job costs changes with
 * whatever else the machine has to do, within a minute. Each worker has one engine thread and is pinned to a core of
 * its own. The API has little to do, but PostgreSQL works on each job for a third as long as the worker does: workers
 * get less than half of the machine, as the limit of a container would give them, so that it is they who are measured
 * and not what the rest finds left.
 */
export async function workerScaling(plan: ScalingPlan): Promise<WorkerScaling> {
  const cpus = Math.min(1, availableParallelism() * SHARE);
  const deployments: LimitedWorkers[] = [];
  const [one, two]: number[][] = [[], []];
  try {
    for (const workers of [1, 2]) deployments.push(await startLimited(workers, cpus));
    const [alone, pair] = deployments;
    for (const { services, workers } of deployments) await runIn(services, workers, plan.path);
    for (let round = 0; round < plan.rounds; round++) {
      one.push(await jobsPerSecond(alone.services, plan));
      two.push(await jobsPerSecond(pair.services, plan));
    }
  } finally {
    for (const { services } of deployments) await services.stop();
  }
  const isLimited = deployments.every((one) => one.isLimited);
  return { one: timesOf(one), two: timesOf(two), jobs: plan.jobs, cpus: isLimited ? cpus : null };
}

interface LimitedWorkers {
  services: Services;
  workers: number;
  isLimited: boolean;
}

async function startLimited(workers: number, cpus: number): Promise<LimitedWorkers> {
  const workerEnv = { ENGINE_THREADS: '1', JOBS_AT_ONCE: '1' };
  const services = await Services.start({ objects: 'folder', workers: 0, workerEnv });
  let isLimited = true;
  for (let core = 0; core < workers; core++)
    isLimited = (await services.addWorker({ core, cpus })) && isLimited;
  return { services, workers, isLimited };
}

async function runIn(services: Services, workers: number, path: string): Promise<void> {
  await Promise.all(Array.from({ length: workers }, () => warmUp(services, path, WARM_UPS)));
}

async function jobsPerSecond({ user }: Deployment, plan: ScalingPlan): Promise<number> {
  const uploadIds: string[] = [];
  for (let i = 0; i < plan.jobs; i++)
    uploadIds.push((await user.put(variedFile(plan.path), basename(plan.path))).uploadId);
  const startedAt = performance.now();
  const jobs = await Promise.all(uploadIds.map((id) => user.analyse(id)));
  await Promise.all(jobs.map((id) => user.untilReport(id)));
  return (plan.jobs * 1000) / (performance.now() - startedAt);
}
