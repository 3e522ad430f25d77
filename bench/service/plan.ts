import type { Mode } from './arguments.js';

export const SMALL_ROWS = 1_000;
export const MEDIUM_ROWS = 100_000;
export const LARGE_ROWS = 1_000_000;

/** Users at the same time, each with files of so many rows. */
export interface Crowd {
  rows: number;
  users: number;
  uploads: number;
}

export interface DeploymentPlan {
  name: string;
  start: { mode: 'embedded' } | { mode: 'services'; objects: 'folder' | 's3'; workers: number };
  crowds: readonly Crowd[];
}

const crowd = (rows: number, users: number, uploads: number): Crowd => ({ rows, users, uploads });

const QUICK = [crowd(SMALL_ROWS, 4, 8), crowd(MEDIUM_ROWS, 4, 4)];
const FULL = [
  ...[1, 4, 16, 64].map((users) => crowd(SMALL_ROWS, users, Math.max(16, users))),
  ...[1, 4, 16, 64].map((users) => crowd(MEDIUM_ROWS, users, Math.max(8, users))),
];
const LARGE = [crowd(LARGE_ROWS, 1, 2), crowd(LARGE_ROWS, 4, 4)];
/** Enough to compare deployments with one another. */
const BRIEF = [crowd(SMALL_ROWS, 16, 32), crowd(MEDIUM_ROWS, 16, 16)];

/** Which deployments meet which crowds, one after another. */
export function loadPlans(modes: readonly Mode[], { quick, large }: { quick: boolean; large: boolean }) {
  const main = quick ? QUICK : large ? [...FULL, ...LARGE] : FULL;
  const brief = quick ? QUICK : BRIEF;
  const services = (objects: 'folder' | 's3', workers: number, crowds: readonly Crowd[]): DeploymentPlan => ({
    name: `services, ${objects === 's3' ? 'S3' : objects}, ${workers} ${workers === 1 ? 'worker' : 'workers'}`,
    start: { mode: 'services', objects, workers },
    crowds,
  });
  const all: DeploymentPlan[] = [
    { name: 'embedded', start: { mode: 'embedded' }, crowds: main },
    ...(quick ? [] : [services('folder', 1, brief)]),
    services('folder', 2, main),
    ...(quick ? [] : [services('folder', 4, brief)]),
    services('s3', 2, brief),
  ];
  return all.filter(({ start }) => modes.includes(start.mode));
}
