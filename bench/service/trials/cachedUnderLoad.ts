import { basename } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Dashboard } from '../../../docs/client/operations.js';
import { type Latency, latencyOf, median } from '../../statistics.js';
import type { Deployment } from '../deployment.js';
import { Probe } from '../probes.js';
import { variedFile } from '../variedFile.js';

export interface CachedUnderLoad {
  analyses: number;
  /** Of all rounds. */
  idle: Latency;
  busy: Latency;
  /** Median of the rounds' p99s. */
  idleP99: number;
  busyP99: number;
}

/** Asks for the dashboard while nothing goes on, then while uploads that are there already are analysed, in turns. */
export async function cachedUnderLoad(
  { url, user }: Deployment,
  plan: { path: string; analyses: number; idleMs: number; rounds: number },
): Promise<CachedUnderLoad> {
  const ask = () =>
    new Probe({
      url: `${url}/graphql`,
      token: user.token,
      operation: { query: Dashboard, variables: {} },
    });
  const [idle, busy]: number[][][] = [[], []];
  for (let round = 0; round < plan.rounds; round++) {
    const uploadIds: string[] = [];
    for (let i = 0; i < plan.analyses; i++)
      uploadIds.push((await user.put(variedFile(plan.path), basename(plan.path))).uploadId);

    const quiet = ask();
    await sleep(plan.idleMs);
    idle.push(await quiet.end());

    const loaded = ask();
    const jobs = await Promise.all(uploadIds.map((id) => user.analyse(id)));
    await Promise.all(jobs.map((id) => user.untilReport(id)));
    busy.push(await loaded.end());
  }
  const p99 = (rounds: number[][]) => median(rounds.map((times) => latencyOf(times).p99));
  return {
    analyses: plan.analyses,
    idle: latencyOf(idle.flat()),
    busy: latencyOf(busy.flat()),
    idleP99: p99(idle),
    busyP99: p99(busy),
  };
}
