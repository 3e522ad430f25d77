import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStore } from '../../src/store/openStore.js';
import type { JobError, Store } from '../../src/store/types.js';
import { TEST_POOLS } from '../support/pools.js';
import { startTestDatabase, type TestDatabase } from '../support/postgres.js';
import { beginJob, makeJob } from '../support/records.js';

let database: TestDatabase;
let store: Store;
beforeAll(async () => {
  database = await startTestDatabase();
  store = await openStore({ url: database.url, pools: TEST_POOLS });
});
afterAll(async () => {
  await store.close();
  await database.stop();
});

const PROGRESS = { stage: 'SCANNING', progress: 0.5, bytesRead: 5, rowsRead: 1 } as const;
const EXHAUSTED: JobError = { code: 'INTERNAL', message: 'too often' };

/** Resolves when some statement of the database waits for a lock. */
async function waitsForALock(client: pg.Client): Promise<void> {
  await expect
    .poll(async () => (await client.query('SELECT 1 FROM pg_locks WHERE NOT granted')).rowCount, {
      interval: 10,
    })
    .toBeGreaterThan(0);
}

describe('a new job', () => {
  it('is queued, at the beginning, and found by id', async () => {
    const job = await makeJob(store);
    expect(job).toMatchObject({
      kind: 'ANALYSIS',
      status: 'QUEUED',
      stage: 'RECEIVED',
      progress: 0,
      bytesRead: 0,
      bytesTotal: 10,
      rowsRead: 0,
      attempts: 0,
      fence: 0,
      deduplicated: false,
      error: null,
      startedAt: null,
      finishedAt: null,
      reportId: null,
      options: { delimiter: ';' },
    });
    expect(await store.jobs.get(job.id)).toEqual(job);
    expect(await store.jobs.get(randomUUID())).toBeNull();
    expect(await store.jobs.get("'; DROP TABLE jobs; --")).toBeNull();
  });

  it('comes first in the list of its status', async () => {
    const [older, newer] = [await makeJob(store), await makeJob(store)];
    const ids = (await store.jobs.list({ status: 'QUEUED', first: 2 })).map(({ id }) => id);
    expect(ids.sort()).toEqual([older.id, newer.id].sort());
    expect(await store.jobs.list({ status: 'SUCCEEDED', first: 5 })).toEqual([]);
    expect((await store.jobs.list({ first: 1 })).length).toBe(1);
  });
});

describe('an attempt', () => {
  it('keeps the job that a cancel hands it while it writes its progress', async () => {
    const contentKey = randomUUID();
    const { job: first, attempt } = await beginJob(store, { contentKey });
    const heir = await makeJob(store, { contentKey });
    const cancel = new pg.Client({ connectionString: database.url });
    await cancel.connect();
    try {
      await cancel.query('BEGIN');
      await cancel.query(`UPDATE jobs SET status = 'CANCELLED', finished_at = now() WHERE id = $1`, [
        first.id,
      ]);
      await cancel.query(
        `UPDATE jobs SET status = 'RUNNING', started_at = now(), attempt = (SELECT attempt FROM jobs WHERE id = $1) WHERE id = $2`,
        [first.id, heir.id],
      );
      const writing = store.jobs.saveProgress(attempt, PROGRESS);
      await waitsForALock(cancel);
      await cancel.query('COMMIT');
      expect(await writing).toBe(true);
    } finally {
      await cancel.end();
    }
    expect(await store.jobs.get(heir.id)).toMatchObject({ status: 'RUNNING', rowsRead: PROGRESS.rowsRead });
  });

  it('is begun by one of those who were woken for it, and only under the fence they were woken for', async () => {
    const { id } = await makeJob(store);
    const begun = await Promise.all(
      Array.from({ length: 5 }, () => store.jobs.begin({ jobId: id, fence: 0 })),
    );
    expect(begun.filter((job) => job !== null)).toMatchObject([{ status: 'RUNNING', attempts: 1, fence: 1 }]);
    expect(await store.jobs.begin({ jobId: id, fence: 1 })).toBeNull();
  });

  it('reports progress that never falls, until it has lost the job', async () => {
    const { job, attempt } = await beginJob(store);
    expect(await store.jobs.saveProgress(attempt, PROGRESS)).toBe(true);
    expect(await store.jobs.saveProgress(attempt, { ...PROGRESS, progress: 0.2 })).toBe(true);
    expect(await store.jobs.get(job.id)).toMatchObject({ progress: 0.5, bytesRead: 5, rowsRead: 1 });
    expect(await store.jobs.saveProgress({ ...attempt, fence: 0 }, PROGRESS)).toBe(false);

    expect(await store.jobs.cancel(job.id)).toMatchObject({ job: { status: 'CANCELLED' }, heirId: null });
    expect(await store.jobs.saveProgress(attempt, PROGRESS)).toBe(false);
    expect(await store.jobs.fail(attempt, EXHAUSTED)).toBe(false);
    expect(await store.jobs.handBack(attempt, 0)).toBe(false);
    expect(await store.jobs.get(job.id)).toMatchObject({ status: 'CANCELLED', error: null });
  });

  it('fails with a reason', async () => {
    const { job, attempt } = await beginJob(store);
    const error: JobError = { code: 'MISSING_COLUMNS', message: "the file lacks 'node'" };
    expect(await store.jobs.fail(attempt, error)).toBe(true);
    const failed = await store.jobs.get(job.id);
    expect(failed).toMatchObject({ status: 'FAILED', error });
    expect(failed?.finishedAt).toBeInstanceOf(Date);
    expect(await store.jobs.cancel(job.id)).toEqual({ job: failed, heirId: null });
  });

  it('hands the job back, counted or not, to be begun under a new fence', async () => {
    const { job, attempt } = await beginJob(store);
    expect(await store.jobs.handBack(attempt, null)).toBe(true);
    expect(await store.jobs.get(job.id)).toMatchObject({ status: 'QUEUED', attempts: 0, fence: 2 });
    expect(await store.jobs.saveProgress(attempt, PROGRESS)).toBe(false);
    const again = await store.jobs.begin({ jobId: job.id, fence: 2 });
    expect(again).toMatchObject({ status: 'RUNNING', attempts: 1, fence: 3 });
    expect(await store.jobs.handBack({ jobId: job.id, fence: 3 }, 0)).toBe(true);
    expect(await store.jobs.get(job.id)).toMatchObject({ status: 'QUEUED', attempts: 1, fence: 4 });
  });
});

describe('the queue', () => {
  it('counts places in the order in which jobs come, a retried one last, a pausing one behind', async () => {
    for (const { id } of await store.jobs.list({ status: 'QUEUED', first: 1000 }))
      await store.jobs.cancel(id);
    const [first, second, third] = [await makeJob(store), await makeJob(store), await makeJob(store)];
    const ids = [third.id, first.id, randomUUID(), second.id, 'no id'];
    expect(await store.jobs.queuePositions(ids)).toEqual([3, 1, null, 2, null]);

    await store.jobs.cancel(first.id);
    expect(await store.jobs.queuePositions([first.id, second.id, third.id])).toEqual([null, 1, 2]);
    await store.jobs.retry(first.id, false);
    expect(await store.jobs.queuePositions([first.id, second.id, third.id])).toEqual([3, 1, 2]);

    await store.jobs.begin({ jobId: second.id, fence: 0 });
    await store.jobs.handBack({ jobId: second.id, fence: 1 }, 300);
    expect(await store.jobs.queuePositions([first.id, second.id, third.id])).toEqual([2, 3, 1]);
    expect((await store.jobs.queued(10)).map(({ id }) => id)).toEqual([third.id, first.id]);
    await sleep(350);
    expect((await store.jobs.queued(10)).map(({ id }) => id)).toEqual([third.id, first.id, second.id]);
  });
});

describe('a retry', () => {
  it('begins a failed or cancelled job as a new one, and no other', async () => {
    const { job, attempt } = await beginJob(store);
    expect(await store.jobs.retry(job.id, false)).toBeNull();
    await store.jobs.saveProgress(attempt, PROGRESS);
    await store.jobs.fail(attempt, EXHAUSTED);
    const retried = await store.jobs.retry(job.id, false);
    const { createdAt, fence } = job;
    expect(retried).toEqual({
      ...(await makeJob(store)),
      id: job.id,
      uploadIds: job.uploadIds,
      createdAt,
      fence: fence + 1,
    });
    expect(await store.jobs.retry(job.id, false)).toBeNull();
    expect(await store.jobs.retry(randomUUID(), false)).toBeNull();
    expect(await store.jobs.retry('no id', false)).toBeNull();
    // Whoever still works for the attempt that failed has lost the job.
    expect(await store.jobs.saveProgress(attempt, PROGRESS)).toBe(false);
  });
});

describe('an end of which somebody is to be told', () => {
  const untold = async () => (await store.jobs.untold(100)).map(({ id }) => id);

  it('is told until it was told, and again after a retry', async () => {
    const { job, attempt } = await beginJob(store, { tellEnd: true });
    await makeJob(store).then(({ id }) => store.jobs.cancel(id));
    expect(await untold()).toEqual([]);
    await store.jobs.fail(attempt, EXHAUSTED);
    expect(await untold()).toEqual([job.id]);
    await store.jobs.told({ ...attempt, fence: 0 });
    expect(await untold()).toEqual([job.id]);
    await store.jobs.told(attempt);
    expect(await untold()).toEqual([]);

    await store.jobs.retry(job.id, true);
    expect(await untold()).toEqual([]);
    await store.jobs.told(attempt);
    await store.jobs.cancel(job.id);
    expect(await untold()).toEqual([job.id]);
  });
});

describe('reclaiming', () => {
  it('takes only jobs whose attempt is silent', async () => {
    const [silent, heard] = [await beginJob(store), await beginJob(store)];
    await sleep(300);
    await store.jobs.saveProgress(heard.attempt, PROGRESS);
    const taken = await store.jobs.reclaim({ silentForMs: 250, maxAttempts: 3, exhausted: EXHAUSTED });
    expect(taken.map(({ id }) => id)).toContain(silent.job.id);
    expect(taken.map(({ id }) => id)).not.toContain(heard.job.id);
    expect(await store.jobs.get(silent.job.id)).toMatchObject({ status: 'QUEUED', fence: 2, attempts: 1 });
  });

  it('takes all that are not over when nobody else can be at work, and gives up after the last attempt', async () => {
    const queued = await makeJob(store);
    const running = await beginJob(store);
    const over = await beginJob(store);
    await store.jobs.fail(over.attempt, EXHAUSTED);
    const tired = await beginJob(store);
    await store.jobs.handBack(tired.attempt, 0);
    await store.jobs.begin({ jobId: tired.job.id, fence: 2 });

    await store.jobs.reclaim({ silentForMs: null, maxAttempts: 2, exhausted: EXHAUSTED });
    expect(await store.jobs.get(queued.id)).toMatchObject({ status: 'QUEUED', fence: 1, attempts: 0 });
    expect(await store.jobs.get(running.job.id)).toMatchObject({ status: 'QUEUED', fence: 2, attempts: 1 });
    expect(await store.jobs.get(tired.job.id)).toMatchObject({
      status: 'FAILED',
      error: EXHAUSTED,
      finishedAt: expect.any(Date),
    });
    expect(await store.jobs.get(over.job.id)).toMatchObject({ status: 'FAILED', fence: 1 });
    expect((await store.jobs.queued(1000)).map(({ id }) => id)).toEqual(
      expect.arrayContaining([queued.id, running.job.id]),
    );
  });
});
