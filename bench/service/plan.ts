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

/*
 * Larger files first. Those of one size begin at the same moment, larger ones earlier: a report of them that came after
 * a hundred of small ones would come before all of these in time, and have a hundred trends made anew.
 */
const QUICK = [crowd(MEDIUM_ROWS, 4, 4), crowd(SMALL_ROWS, 4, 8)];
const FULL = [
  ...[1, 4, 16, 64].map((users) => crowd(MEDIUM_ROWS, users, Math.max(8, users))),
  ...[1, 4, 16, 64].map((users) => crowd(SMALL_ROWS, users, Math.max(16, users))),
];
const LARGE = [crowd(LARGE_ROWS, 1, 2), crowd(LARGE_ROWS, 4, 4)];
/** Enough to compare deployments with one another. */
const BRIEF = [crowd(MEDIUM_ROWS, 16, 16), crowd(SMALL_ROWS, 16, 32)];

/** Which deployments meet which crowds, one after another. */
export function loadPlans(modes: readonly Mode[], { quick, large }: { quick: boolean; large: boolean }) {
  const main = quick ? QUICK : large ? [...LARGE, ...FULL] : FULL;
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
