import { readdirSync } from 'node:fs';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { JobService } from '../../src/jobs/types.js';
import type { JobStage } from '../../src/store/types.js';
import { HeldEngine } from '../support/heldEngine.js';
import { FILE, JobsBench, statesOf } from '../support/jobs.js';
import { failingOften } from '../support/pairs.js';

let bench: JobsBench;
beforeAll(async () => {
  bench = await JobsBench.open();
});
afterAll(() => bench.close());

let jobs: JobService;
afterEach(() => jobs.close());

describe('a cancelled job', () => {
  it('stops within a second when it runs, and is never begun when it waits', async () => {
    const engine = new HeldEngine(bench.engine);
    jobs = await bench.start(engine);
    const running = await bench.submit(jobs, FILE);
    const waiting = await bench.submit(jobs, FILE);
    await bench.untilStatus(running.id, 'RUNNING');
    expect(await jobs.cancel(waiting.id)).toMatchObject({ status: 'CANCELLED', attempts: 0 });
    const cancelledAt = Date.now();
    expect(await jobs.cancel(running.id)).toMatchObject({ status: 'CANCELLED' });
    await vi.waitFor(() => expect(readdirSync(bench.tmpDir)).toEqual([]), { timeout: 2000 });
    expect(Date.now() - cancelledAt).toBeLessThan(1000);

    // The one behind them in the queue is next, and the real scan obeys.
    engine.release();
    const third = await bench.submit(jobs, FILE);
    expect((await statesOf(jobs, third.id)).at(-1)?.status).toBe('SUCCEEDED');
    expect(engine.scans).toBe(2);
    for (const { id } of [running, waiting]) {
      expect(await bench.store.jobs.get(id)).toMatchObject({ status: 'CANCELLED', reportId: null });
      expect(await bench.keys(`reports/${id}/`)).toEqual([]);
    }
  });

  it('leaves no report when the cancel comes while artefacts are made', async () => {
    jobs = await bench.start({
      scanInPlace: (request, hooks) => bench.engine.scanInPlace(request, hooks),
      run: async (name, task) => {
        if (name === 'makeArtefacts') {
          const [{ id }] = await bench.store.jobs.list({ status: 'RUNNING', first: 1 });
          await bench.store.jobs.cancel(id);
        }
        return bench.engine.run(name, task);
      },
    });
    const job = await bench.submit(jobs, FILE);
    await vi.waitFor(async () => {
      expect((await bench.store.jobs.get(job.id))?.status).toBe('CANCELLED');
      expect(readdirSync(bench.tmpDir)).toEqual([]);
    });
    expect(await bench.keys(`reports/${job.id}/`)).toEqual([]);
    expect((await bench.store.jobs.get(job.id))?.reportId).toBeNull();
  });
});

describe('a job that takes longer than it may', () => {
  it('fails with JOB_TIMEOUT, is not tried again by itself, and can be retried', async () => {
    const engine = new HeldEngine(bench.engine);
    jobs = await bench.start(engine, { timeoutMs: 300 });
    const job = await bench.submit(jobs, FILE);
    const last = (await statesOf(jobs, job.id)).at(-1);
    expect(last).toMatchObject({ status: 'FAILED', attempts: 1, error: { code: 'JOB_TIMEOUT' } });
    expect(readdirSync(bench.tmpDir)).toEqual([]);
    await jobs.close();

    jobs = await bench.start();
    expect(await jobs.retry(job.id)).toMatchObject({ status: 'QUEUED', attempts: 0, error: null });
    expect((await statesOf(jobs, job.id)).at(-1)).toMatchObject({ status: 'SUCCEEDED', attempts: 1 });
  });
});

describe('a retry', () => {
  it('is for jobs that failed or were cancelled, and for no others', async () => {
    jobs = await bench.start();
    const good = await bench.submit(jobs, FILE);
    await statesOf(jobs, good.id);
    await expect(jobs.retry(good.id)).rejects.toMatchObject({ code: 'CONFLICT' });
    await expect(jobs.retry('no id')).rejects.toMatchObject({ code: 'NOT_FOUND' });

    const bad = await bench.submit(jobs, 'a;b\n1;2\n');
    await statesOf(jobs, bad.id);
    await jobs.retry(bad.id);
    const states = await statesOf(jobs, bad.id);
    expect(states.at(-1)).toMatchObject({
      status: 'FAILED',
      attempts: 1,
      error: { code: 'MISSING_COLUMNS' },
    });
  });

  it('analyses a cancelled upload after all', async () => {
    const engine = new HeldEngine(bench.engine);
    jobs = await bench.start(engine);
    const job = await bench.submit(jobs, FILE);
    await bench.untilStatus(job.id, 'RUNNING');
    await jobs.cancel(job.id);
    engine.release();
    await jobs.retry(job.id);
    expect((await statesOf(jobs, job.id)).at(-1)).toMatchObject({ status: 'SUCCEEDED', attempts: 1 });
    // Of the attempt that was cancelled nothing is left beside those of the one that came through.
    const report = await bench.store.reports.get((await jobs.get(job.id))?.reportId ?? '');
    const keys = await bench.keys(`reports/${job.id}/`);
    expect(keys.filter((key) => !key.startsWith(report?.prefix ?? 'none'))).toEqual([]);
  });
});

describe('cancelling at any moment', () => {
  /** A second, and as much again for a machine that does other things as well. */
  const SOON = { timeout: 2000 };
  const large = failingOften('2025-01-20 10:00');

  async function cancelIn(stage: JobStage): Promise<void> {
    jobs = await bench.start();
    const before = await bench.keys('reports/');
    const job = await bench.submit(jobs, large);
    let cancelled = 0;
    for await (const state of jobs.watchJob(job.id)) {
      const is = state.status === 'RUNNING' && state.stage === stage;
      if (!is || cancelled > 0) continue;
      cancelled = Date.now();
      await jobs.cancel(job.id);
    }
    expect(await jobs.get(job.id)).toMatchObject({ status: 'CANCELLED', stage, reportId: null });
    await vi.waitFor(async () => {
      expect(readdirSync(bench.tmpDir)).toEqual([]);
      expect(await bench.keys('reports/')).toEqual(before);
    }, SOON);
    expect(Date.now() - cancelled).toBeLessThan(SOON.timeout);
  }

  it.each(['SCANNING', 'REPORTING'] as const)('in %s leaves nothing, soon', cancelIn);

  it('in STORING leaves nothing, soon, even while the case rows cannot be written', async () => {
    const holder = new pg.Client({ connectionString: bench.database.url });
    await holder.connect();
    try {
      // Nobody writes cases now: the stage lasts until the cancel, however fast or slow the machine is.
      await holder.query('BEGIN; LOCK TABLE cases IN EXCLUSIVE MODE');
      await cancelIn('STORING');
    } finally {
      await holder.end();
    }
  });
});
