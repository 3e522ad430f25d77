import { Counter, Gauge, type Registry } from 'prom-client';
import { Reading } from './reading.js';

/** Milliseconds for which the census of the jobs is kept: every process asks for it, and some are asked by several. */
const CENSUS_KEPT_MS = 5_000;
/** A scrape waits so long for it, and then does without. */
const CENSUS_PATIENCE_MS = 1_000;

/** The rows of jobs, as the database counts them. */
export interface JobCensus {
  jobs: { kind: string; status: string; jobs: number }[];
  /** Seconds that the job at the head of the queue has waited; 0 when none waits. */
  oldestWaitSeconds: number;
}

/** The connections of a pool, and who waits for one. */
export interface PoolUse {
  pool: string;
  idle: number;
  busy: number;
  waiting: number;
}

/** What a scrape reads of the store. */
export interface StoreReadings {
  census(): Promise<JobCensus>;
  pools(): PoolUse[];
}

/** What lies behind this process: the queue, its connections, its cache. */
export function storeMetrics(registry: Registry) {
  const registers = [registry];
  const events = new Counter({
    name: 'smartremedy_cache_events_total',
    help: 'Looks into the cache: hit, miss, bypass (made without it); error: it refused a command.',
    labelNames: ['event'],
    registers,
  });
  return {
    cache: { happened: (event: string): void => events.inc({ event }) },
    readFrom(store: StoreReadings): void {
      readPools(() => store.pools(), registry);
      readCensus(() => store.census(), registry);
    },
  };
}

function readPools(pools: () => PoolUse[], registry: Registry): void {
  const registers = [registry];
  new Gauge({
    name: 'smartremedy_pool_connections',
    help: 'Connections to PostgreSQL that a pool of this process has open.',
    labelNames: ['pool', 'state'],
    registers,
    collect() {
      for (const { pool, idle, busy } of pools()) {
        this.set({ pool, state: 'idle' }, idle);
        this.set({ pool, state: 'busy' }, busy);
      }
    },
  });
  new Gauge({
    name: 'smartremedy_pool_waiting',
    help: 'Who waits for a connection of a pool.',
    labelNames: ['pool'],
    registers,
    collect() {
      for (const { pool, waiting } of pools()) this.set({ pool }, waiting);
    },
  });
}

/** Every process tells the same of these: they are about the one queue that all share. */
function readCensus(census: () => Promise<JobCensus>, registry: Registry): void {
  const registers = [registry];
  const reading = new Reading(census, CENSUS_KEPT_MS, CENSUS_PATIENCE_MS);
  new Gauge({
    name: 'smartremedy_jobs',
    help: 'Jobs in the database now.',
    labelNames: ['kind', 'status'],
    registers,
    async collect() {
      const now = await reading.now();
      this.reset();
      for (const { kind, status, jobs } of now?.jobs ?? []) this.set({ kind, status }, jobs);
    },
  });
  new Gauge({
    name: 'smartremedy_queue_jobs',
    help: 'Jobs that wait, and jobs that are worked on.',
    labelNames: ['state'],
    registers,
    async collect() {
      const now = await reading.now();
      this.reset();
      if (now === null) return;
      this.set({ state: 'waiting' }, sumOf(now, 'QUEUED'));
      this.set({ state: 'active' }, sumOf(now, 'RUNNING'));
    },
  });
  new Gauge({
    name: 'smartremedy_queue_oldest_seconds',
    help: 'How long the job has waited that has waited longest; 0 when none waits.',
    registers,
    async collect() {
      const now = await reading.now();
      if (now === null) this.remove();
      else this.set(now.oldestWaitSeconds);
    },
  });
}

function sumOf({ jobs }: JobCensus, status: string): number {
  return jobs.filter((group) => group.status === status).reduce((sum, group) => sum + group.jobs, 0);
}
