import type { Figure } from '../figures.js';
import type { Surroundings } from '../report/engineReport.js';
import { milliseconds, NOT_MEASURED, type Table } from '../report/tables.js';
import type { Latency } from '../statistics.js';
import type { Trials } from './figures.js';
import type { LoadResult } from './load.js';

/** A load, and what it was put on. */
export interface LoadReport extends LoadResult {
  /** As in `embedded` or `services, folder, 2 workers`. */
  deployment: string;
  rows: number;
}

export interface ServiceReport extends Surroundings {
  /** Whether rounds and loads were few. */
  quick: boolean;
  /** Of the last minute before the run: what else the machine did. */
  loadAverage: number;
  loads: LoadReport[];
  /** Names of deployments in which a load failed, so that those after it are missing. */
  brokenOff: string[];
  trials: Trials;
  figures: Figure[];
}

const HEADER = [
  'deployment',
  'rows',
  'at once',
  'uploads',
  'acceptance p50 / max',
  'to report p50 / max',
  'reports/s',
  'MB/s',
  'queue',
  'cached p50 / p99',
  'uncached p50 / p99',
  'live p50 / p99',
  'connections',
  'RSS',
];

/** One row per load. */
export function loadTable(loads: readonly LoadReport[]): Table {
  return [HEADER, ...loads.map(loadRow)];
}

function loadRow(one: LoadReport): string[] {
  const { cached, uncached, live } = one.probed;
  return [
    one.deployment,
    one.rows.toLocaleString('en'),
    String(one.users),
    String(one.uploads),
    middleAndMost(one.acceptance),
    middleAndMost(one.untilReport),
    one.reportsPerSecond.toFixed(1),
    one.megabytesPerSecond.toFixed(0),
    String(one.mostQueued),
    middleAndP99(cached),
    uncached === null ? NOT_MEASURED : middleAndP99(uncached),
    middleAndP99(live),
    String(one.mostConnections),
    Object.values(one.mostRss)
      .map((bytes) => Math.round(bytes / 1024 ** 2))
      .join(' + ')
      .concat(' MB'),
  ];
}

function middleAndMost({ p50, max }: Latency): string {
  return `${milliseconds(p50)} / ${milliseconds(max)}`;
}

function middleAndP99({ p50, p99 }: Latency): string {
  return `${milliseconds(p50)} / ${milliseconds(p99)}`;
}

/** One line about what the machine did beside. */
export function describeBurden({ loadAverage, machine }: ServiceReport): string {
  return `load average before the run ${loadAverage.toFixed(1)} on ${machine.cores} cores`;
}
