import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { JobService } from '../../src/jobs/types.js';
import { HeldEngine } from '../support/heldEngine.js';
import { FILE, JobsBench, statesOf } from '../support/jobs.js';
import { beginJob } from '../support/records.js';

let bench: JobsBench;
beforeAll(async () => {
  bench = await JobsBench.open();
});
afterAll(() => bench.close());

let jobs: JobService;
afterEach(() => jobs.close());

describe('a stop and a start', () => {
  it('hand the job in hand back, uncounted, and take it up again', async () => {
    jobs = await bench.start(new HeldEngine(bench.engine));
    const job = await bench.submit(jobs, FILE);
    const behind = await bench.submit(jobs, FILE);
    await bench.untilStatus(job.id, 'RUNNING');
    const watcher = jobs.watchJob(job.id);
    await watcher.next();
    const closedIn = Date.now();
    await jobs.close();
    expect(Date.now() - closedIn).toBeLessThan(3000);
    expect(await bench.store.jobs.get(job.id)).toMatchObject({ status: 'QUEUED', attempts: 0 });
    // Watchers are let go, not left hanging.
    let left = await watcher.next();
    while (!left.done) left = await watcher.next();

    jobs = await bench.start();
    expect((await statesOf(jobs, job.id)).at(-1)).toMatchObject({ status: 'SUCCEEDED', attempts: 1 });
    expect((await statesOf(jobs, behind.id)).at(-1)).toMatchObject({ status: 'SUCCEEDED', attempts: 1 });
  });

  it('take up a job that a dead process left running, and give up one that killed it every time', async () => {
    const upload = await bench.upload(FILE);
    const job = await bench.store.jobs.create({
      kind: 'ANALYSIS',
      fileName: 'left.csv',
      contentKey: 'left',
      createdBy: 'ana',
      options: {},
      uploadIds: [upload.id],
      bytesTotal: upload.bytes,
    });
    await bench.store.jobs.begin({ jobId: job.id, fence: 0 });
    const deadly = await beginJob(bench.store);
    await bench.store.jobs.handBack(deadly.attempt, 0);
    await bench.store.jobs.begin({ jobId: deadly.job.id, fence: 2 });

    jobs = await bench.start(bench.engine, { maxAttempts: 2 });
    expect((await statesOf(jobs, job.id)).at(-1)).toMatchObject({ status: 'SUCCEEDED', attempts: 2 });
    expect(await bench.store.jobs.get(deadly.job.id)).toMatchObject({
      status: 'FAILED',
      error: { code: 'INTERNAL' },
    });
  });

  it('put a job back into the queue that was never in it, while the service runs', async () => {
    jobs = await bench.start();
    const upload = await bench.upload(FILE);
    // As when the process dies between the row and the queue.
    const job = await bench.store.jobs.create({
      kind: 'ANALYSIS',
      fileName: 'forgotten.csv',
      contentKey: 'forgotten',
      createdBy: 'ana',
      options: {},
      uploadIds: [upload.id],
      bytesTotal: upload.bytes,
    });
    expect((await statesOf(jobs, job.id)).at(-1)).toMatchObject({ status: 'SUCCEEDED', attempts: 1 });
  });

  it('remove what a crash left, and nothing that is named', async () => {
    jobs = await bench.start();
    const job = await bench.submit(jobs, FILE);
    await statesOf(jobs, job.id);
    await jobs.close();
    const named = await bench.keys('reports/');
    const uploads = await bench.keys('uploads/');
    await bench.objects.put('reports/0000/3/summary.json', (async function* () {})());
    await bench.objects.put(`reports/${job.id}/7/actionable.csv`, (async function* () {})());
    await bench.objects.put('uploads/orphan', (async function* () {})());
    mkdirSync(join(bench.tmpDir, 'left'), { recursive: true });
    writeFileSync(join(bench.tmpDir, 'left', 'capacitor-1.tmp'), 'x');

    jobs = await bench.start();
    expect(await bench.keys('reports/')).toEqual(named);
    expect(await bench.keys('uploads/')).toEqual(uploads);
    expect(existsSync(join(bench.tmpDir, 'left'))).toBe(false);
  });
});
