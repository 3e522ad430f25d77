import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { JobService } from '../../src/jobs/types.js';
import type { JobRecord } from '../../src/store/types.js';
import { HeldEngine } from '../support/heldEngine.js';
import { JobsBench, statesOf } from '../support/jobs.js';
import { failing } from '../support/pairs.js';

let bench: JobsBench;
let jobs: JobService;
beforeAll(async () => {
  bench = await JobsBench.open();
});
afterEach(() => jobs.close());
afterAll(() => bench.close());

let day = 0;
/** Bytes that no other test has. */
const newFile = (): string => {
  day += 1;
  return failing(`2025-05-${String(day).padStart(2, '0')} 10:00`, 'a', 'b');
};

const ended = async ({ id }: JobRecord): Promise<JobRecord> => (await statesOf(jobs, id)).at(-1) as JobRecord;
const reportsOf = async (file: string): Promise<number> => {
  const { edges } = await bench.store.reports.page({ first: 100 });
  const sha256 = createHash('sha256').update(file).digest('hex');
  return edges.filter(({ node }) => node.summary.input.sha256 === sha256).length;
};

async function running(job: JobRecord): Promise<void> {
  await vi.waitFor(async () => expect((await jobs.get(job.id))?.status).toBe('RUNNING'), { timeout: 5000 });
}

describe('the same bytes with the same options', () => {
  it('lead to the report that is there, at once, under their own name', async () => {
    const engine = new HeldEngine(bench.engine);
    engine.release();
    jobs = await bench.start(engine);
    const file = newFile();
    const first = await ended(await bench.submitAgain(jobs, file, 'first.csv'));
    expect(first).toMatchObject({ status: 'SUCCEEDED', deduplicated: false, attempts: 1 });

    const second = await bench.submitAgain(jobs, file, 'second.csv');
    expect(second).toMatchObject({
      status: 'SUCCEEDED',
      stage: 'DONE',
      progress: 1,
      deduplicated: true,
      fileName: 'second.csv',
      createdBy: 'eva',
      attempts: 0,
      reportId: first.reportId,
      bytesRead: first.bytesTotal,
      rowsRead: first.rowsRead,
    });
    expect(second.finishedAt).toBeInstanceOf(Date);
    expect(await statesOf(jobs, second.id)).toEqual([second]);
    expect(engine.scans).toBe(1);
  });

  it('wait for the analysis that is under way, and end with it', async () => {
    const engine = new HeldEngine(bench.engine);
    jobs = await bench.start(engine, { atOnce: 4 });
    const file = newFile();
    const all = await Promise.all(
      ['a.csv', 'b.csv', 'c.csv', 'd.csv', 'e.csv'].map((name) => bench.submitAgain(jobs, file, name)),
    );
    await vi.waitFor(() => expect(engine.scans).toBe(1), { timeout: 5000 });
    await sleep(500);
    const states = await Promise.all(all.map(({ id }) => jobs.get(id)));
    expect(states.filter((job) => job?.status === 'RUNNING').length).toBe(1);
    expect(states.filter((job) => job?.status === 'QUEUED').length).toBe(4);

    engine.release();
    const ends = await Promise.all(all.map(ended));
    expect(new Set(ends.map(({ reportId }) => reportId)).size).toBe(1);
    expect(ends.every(({ status }) => status === 'SUCCEEDED')).toBe(true);
    expect(ends.filter(({ deduplicated }) => deduplicated).length).toBe(4);
    expect(ends.map(({ fileName }) => fileName)).toEqual(['a.csv', 'b.csv', 'c.csv', 'd.csv', 'e.csv']);
    expect(engine.scans).toBe(1);
    expect(await reportsOf(file)).toBe(1);
  });

  it('are analysed again when an option differs, or a byte', async () => {
    jobs = await bench.start();
    const file = newFile();
    const submit = async (content: string, options = {}) =>
      ended(await jobs.submitAnalysis({ upload: await bench.upload(content), options, createdBy: 'ana' }));
    const ends = [
      await submit(file),
      await submit(file, { dateOrder: 'MDY' }),
      await submit(file, { compareWithPrevious: false }),
      await submit(`${file}\n`),
    ];
    expect(ends.filter(({ deduplicated }) => deduplicated)).toEqual([]);
    expect(new Set(ends.map(({ reportId }) => reportId)).size).toBe(4);
    // What is not given is the same as its default.
    expect(await submit(file, { compareWithPrevious: true })).toMatchObject({
      deduplicated: true,
      reportId: ends[0].reportId,
    });
  });

  it('are analysed again when the report has been deleted', async () => {
    jobs = await bench.start();
    const file = newFile();
    const first = await ended(await bench.submitAgain(jobs, file, 'first.csv'));
    await jobs.deleteReport(first.reportId ?? '');
    const second = await ended(await bench.submitAgain(jobs, file, 'second.csv'));
    expect(second).toMatchObject({ status: 'SUCCEEDED', deduplicated: false });
    expect(second.reportId).not.toBe(first.reportId);
    expect(await ended(await bench.submitAgain(jobs, file, 'third.csv'))).toMatchObject({
      deduplicated: true,
      reportId: second.reportId,
    });
  });

  it('are analysed for themselves after a first one that failed', async () => {
    jobs = await bench.start();
    for (const name of ['one.csv', 'two.csv']) {
      expect(await ended(await bench.submitAgain(jobs, 'a;b\n1;2\n', name))).toMatchObject({
        status: 'FAILED',
        deduplicated: false,
        error: { code: 'MISSING_COLUMNS' },
      });
    }
  });
});

describe('cancelling one of two equal jobs', () => {
  it('leaves the analysis that the other one waits on: it goes on, and is not begun again', async () => {
    const engine = new HeldEngine(bench.engine);
    jobs = await bench.start(engine, { atOnce: 2 });
    const file = newFile();
    const first = await bench.submitAgain(jobs, file, 'first.csv');
    await running(first);
    const second = await bench.submitAgain(jobs, file, 'second.csv');
    expect(await jobs.cancel(first.id)).toMatchObject({ status: 'CANCELLED' });
    expect(await jobs.get(second.id)).toMatchObject({ status: 'RUNNING', attempts: 1 });
    // Longer than an attempt takes to hear that it has lost its job.
    await sleep(1000);
    engine.release();
    const end = await ended(second);
    expect(end).toMatchObject({ status: 'SUCCEEDED', deduplicated: false, fileName: 'second.csv' });
    expect((await bench.store.reports.get(end.reportId ?? ''))?.jobId).toBe(second.id);
    expect(await jobs.get(first.id)).toMatchObject({ status: 'CANCELLED', reportId: null });
    expect(engine.scans).toBe(1);

    // The cancelled one is retried, and led to the report of the other.
    await jobs.retry(first.id);
    expect(await ended(first)).toMatchObject({
      status: 'SUCCEEDED',
      deduplicated: true,
      reportId: end.reportId,
    });
    expect(engine.scans).toBe(1);
  });

  it('leaves the analysis when the one that waits is cancelled', async () => {
    const engine = new HeldEngine(bench.engine);
    jobs = await bench.start(engine, { atOnce: 2 });
    const file = newFile();
    const first = await bench.submitAgain(jobs, file, 'first.csv');
    await running(first);
    const second = await bench.submitAgain(jobs, file, 'second.csv');
    expect(await jobs.cancel(second.id)).toMatchObject({ status: 'CANCELLED' });
    engine.release();
    expect(await ended(first)).toMatchObject({ status: 'SUCCEEDED' });
    expect(await jobs.get(second.id)).toMatchObject({ status: 'CANCELLED', reportId: null });
  });

  it('of which both are cancelled stops the analysis, and leaves nothing', async () => {
    const engine = new HeldEngine(bench.engine);
    jobs = await bench.start(engine, { atOnce: 2 });
    const before = await bench.keys('reports/');
    const file = newFile();
    const first = await bench.submitAgain(jobs, file, 'first.csv');
    await running(first);
    const second = await bench.submitAgain(jobs, file, 'second.csv');
    await jobs.cancel(first.id);
    await jobs.cancel(second.id);
    await sleep(1500);
    engine.release();
    for (const { id } of [first, second]) {
      expect(await jobs.get(id)).toMatchObject({ status: 'CANCELLED', reportId: null });
    }
    expect(await reportsOf(file)).toBe(0);
    expect(await bench.keys('reports/')).toEqual(before);
  });
});

describe('a stop in the middle', () => {
  it('loses none of the equal jobs, and makes their report once', async () => {
    const held = new HeldEngine(bench.engine);
    jobs = await bench.start(held, { atOnce: 2 });
    const file = newFile();
    const first = await bench.submitAgain(jobs, file, 'first.csv');
    await running(first);
    const second = await bench.submitAgain(jobs, file, 'second.csv');
    await jobs.cancel(first.id);
    await jobs.close();
    expect(await bench.store.jobs.get(second.id)).toMatchObject({ status: 'QUEUED', attempts: 0 });

    jobs = await bench.start();
    const third = await bench.submitAgain(jobs, file, 'third.csv');
    const ends = [await ended(second), await ended(third)];
    expect(ends.map(({ status }) => status)).toEqual(['SUCCEEDED', 'SUCCEEDED']);
    expect(ends[0].reportId).toBe(ends[1].reportId);
    expect(await reportsOf(file)).toBe(1);
  });
});
