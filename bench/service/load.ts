import { basename } from 'node:path';
import { type Latency, latencyOf } from '../statistics.js';
import type { Deployment } from './deployment.js';
import { type Probed, Probes } from './probes.js';
import type { User } from './user.js';
import { variedFile } from './variedFile.js';
import { type Look, Watcher } from './watcher.js';

export interface LoadPlan {
  /** Users who upload at the same time, each one file after another. */
  users: number;
  /** Files of all of them, at least one each. */
  uploads: number;
  /** The file that all uploads are but for one row. */
  path: string;
  /** A report that somebody reads meanwhile; null: nobody reads cases. */
  reportId: string | null;
}

export interface LoadResult {
  users: number;
  uploads: number;
  bytesPerUpload: number;
  /** From the first byte of the first upload to the last report. */
  wallMs: number;
  reportsPerSecond: number;
  megabytesPerSecond: number;
  /** Last byte of a `PUT /uploads` to its answer. */
  acceptance: Latency;
  /** Last byte to the end of the job, as its user hears of it. */
  untilReport: Latency;
  probed: Probed;
  mostQueued: number;
  mostConnections: number;
  /** Largest of each process that was seen, in bytes. */
  mostRss: Record<string, number>;
  /** What was seen four times a second. */
  looks: Look[];
}

/** Lets users upload files, all at once, and watches the service meanwhile. */
export async function load(deployment: Deployment, plan: LoadPlan): Promise<LoadResult> {
  const { url, user, databaseUrl } = deployment;
  const watcher = await Watcher.begin(databaseUrl, deployment.pids());
  const probes = Probes.begin(url, user.token, plan.reportId);
  const users = Array.from({ length: plan.users }, () => user.another());
  const bytesPerUpload = variedFile(plan.path).bytes;
  const acceptance: number[] = [];
  const untilReport: number[] = [];
  const turns = Array.from({ length: Math.max(plan.users, plan.uploads) }).values();
  const work = async (one: User): Promise<void> => {
    for (const _ of turns) {
      const receipt = await one.put(variedFile(plan.path), basename(plan.path));
      acceptance.push(receipt.acceptanceMs);
      await one.untilReport(await one.analyse(receipt.uploadId));
      untilReport.push(performance.now() - receipt.lastByteAt);
    }
  };
  const startedAt = performance.now();
  let wallMs = 0;
  try {
    await Promise.all(users.map(work));
    wallMs = performance.now() - startedAt;
  } catch (error) {
    await Promise.allSettled([probes.end(), watcher.end()]);
    throw error;
  } finally {
    await Promise.all(users.map((one) => one.close()));
  }
  const [probed, looks] = await Promise.all([probes.end(), watcher.end()]);
  const uploads = untilReport.length;
  return {
    users: plan.users,
    uploads,
    bytesPerUpload,
    wallMs,
    ...throughputOf(uploads, bytesPerUpload, wallMs),
    acceptance: latencyOf(acceptance),
    untilReport: latencyOf(untilReport),
    probed,
    ...peaksOf(looks),
    looks,
  };
}

export function throughputOf(uploads: number, bytesPerUpload: number, wallMs: number) {
  const reportsPerSecond = (uploads * 1000) / wallMs;
  return { reportsPerSecond, megabytesPerSecond: (reportsPerSecond * bytesPerUpload) / 1e6 };
}

/** @throws RangeError when nothing was seen */
export function peaksOf(looks: readonly Look[]) {
  if (looks.length === 0) throw new RangeError('Nothing was seen, nothing is the most.');
  const most = (of: (look: Look) => number) => Math.max(...looks.map(of));
  const names = Object.keys(looks[0].rss);
  return {
    mostQueued: most(({ queued }) => queued),
    mostConnections: most(({ connections }) => connections),
    mostRss: Object.fromEntries(names.map((name) => [name, most(({ rss }) => rss[name])])),
  };
}

/** Uploads and analyses files until the service has run in; gives the report of the last one. */
export async function warmUp({ user }: Deployment, path: string, times = 3): Promise<string> {
  let reportId = '';
  for (let i = 0; i < times; i++) {
    const { uploadId } = await user.put(variedFile(path), basename(path));
    reportId = await user.untilReport(await user.analyse(uploadId));
  }
  return reportId;
}
