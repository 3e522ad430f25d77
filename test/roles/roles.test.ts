import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { readMetrics } from '../support/metricsPage.js';
import type { Service } from '../support/service.js';
import { hasRedis } from '../support/services/installed.js';
import { longFile, Stack, worksOn } from '../support/stack.js';

/** Makes every attempt at a long file last for many seconds. */
const SLOW = { ENGINE_BLOCK_BYTES: '256', DRAIN_SECONDS: '0' };
const LONG = 300;
/** The first job of all: so long that there is progress to tell of on a fast machine, too. */
const FIRST_ROWS = 500_000;

describe.skipIf(!hasRedis())('an API process and two workers', () => {
  let stack: Stack;
  let api: Service;
  let workers: Service[];
  beforeAll(async () => {
    stack = await Stack.open();
    await stack.redis.start();
    api = await stack.start('api');
    workers = await Promise.all([stack.start('worker', SLOW), stack.start('worker', SLOW)]);
  });
  afterAll(() => stack.close());

  async function upload(bytes: Buffer): Promise<string> {
    const { data, errors } = await api.upload({ bytes });
    if (!data) throw new Error(JSON.stringify(errors));
    return data.uploadReport.id;
  }

  /** The worker that has the job in hand, and the other one. */
  function whoWorksOn(id: string): Promise<{ busy: Service; idle: Service }> {
    return vi.waitFor(
      () => {
        const busy = workers.find((worker) => worksOn(worker, id));
        const idle = workers.find((worker) => worker !== busy);
        if (!busy || !idle) throw new Error('Nobody works on the job.');
        return { busy, idle };
      },
      { timeout: 10_000, interval: 20 },
    );
  }

  test('what one takes in the other works on, and the progress is told by the first', async () => {
    const id = await upload(longFile(FIRST_ROWS / 1000));
    const events = await api.collect<{ jobProgress: { status: string; rowsRead: number } }>(
      'subscription($id: ID!) { jobProgress(id: $id) { status rowsRead } }',
      { id },
    );
    expect(events.at(-1)?.jobProgress).toEqual({ status: 'SUCCEEDED', rowsRead: FIRST_ROWS });
    expect(events.length).toBeGreaterThan(2);
    const { reports } = await api.data<{ reports: { totalCount: number } }>('{ reports { totalCount } }');
    expect(reports.totalCount).toBe(1);
  });

  test('a worker answers those who run it, and nobody else', async () => {
    const [{ url }] = workers;
    const ready = await fetch(`${url}/health/ready`);
    expect([ready.status, await ready.json()]).toEqual([
      200,
      { status: 'ok', dependencies: { database: 'ok', objects: 'ok', queue: 'ok', cache: 'ok' } },
    ]);
    expect((await fetch(`${url}/health/live`)).status).toBe(200);
    const pages = await vi.waitFor(async () => {
      const pages = await Promise.all([api, ...workers].map((one) => readMetrics(one.url)));
      const rows = pages.map((page) => page.of('smartremedy_analysed_rows_total'));
      expect([rows[0], rows[1] + rows[2]]).toEqual([0, FIRST_ROWS]);
      return pages;
    });
    for (const page of pages)
      expect(page.values('smartremedy_queue_jobs', 'state')).toEqual(['active', 'waiting']);
    expect(pages.map((page) => page.of('smartremedy_upload_bytes_total{way="multipart"}') > 0)).toEqual([
      true,
      false,
      false,
    ]);
    for (const path of ['/graphql', '/uploads', '/graphiql/', '/'])
      expect((await fetch(`${url}${path}`)).status).toBe(404);
  });

  test('a cancel reaches the worker within a second', async () => {
    const id = await upload(longFile(LONG));
    const { busy } = await whoWorksOn(id);
    const asked = Date.now();
    await api.data('mutation($id: ID!) { cancelJob(id: $id) { status } }', { id });
    await vi.waitFor(() => expect(worksOn(busy, id)).toBe(false), { timeout: 5000, interval: 10 });
    expect(Date.now() - asked).toBeLessThan(1000);
    expect(await stack.store.jobs.get(id)).toMatchObject({ status: 'CANCELLED', reportId: null });
    const told = await readMetrics(api.url);
    expect(told.of('smartremedy_jobs_ended_total{kind="ANALYSIS",status="CANCELLED"}')).toBe(1);
    await vi.waitFor(async () => {
      const worked = await readMetrics(busy.url);
      expect(worked.of('smartremedy_attempts_total{outcome="cancelled"}')).toBe(1);
    });
  });

  test('a report is deleted where nothing is analysed, and its trends with it', async () => {
    const [id] = [await upload(longFile(1))];
    const { reportId } = await stack.untilStatus(id, 'SUCCEEDED');
    await api.data('mutation($id: ID!) { deleteReport(id: $id) }', { id: reportId });
    expect(await stack.store.reports.get(reportId ?? '')).toBeNull();
  });

  test('a worker that is asked to stop goes on with the job in hand for as long as it may', async () => {
    const patient = await stack.start('worker', { ...SLOW, ENGINE_BLOCK_BYTES: '64', DRAIN_SECONDS: '30' });
    workers.push(patient);
    const ids: string[] = [];
    // Any of the three may take a job.
    let taker: Service | null = null;
    while (taker !== patient) {
      ids.push(await upload(longFile(60)));
      taker = (await whoWorksOn(ids.at(-1) ?? '')).busy;
    }
    const id = ids.at(-1) ?? '';
    workers.pop();
    expect(await patient.stop('SIGTERM')).toBe(0);
    expect(await stack.store.jobs.get(id)).toMatchObject({ status: 'SUCCEEDED', attempts: 1, fence: 1 });
    for (const other of ids) await stack.untilStatus(other, 'SUCCEEDED', 60_000);
  });

  test('a worker that may not go on hands its job to the other one, at once', async () => {
    const id = await upload(longFile(LONG));
    const { busy, idle } = await whoWorksOn(id);
    const asked = Date.now();
    const stopped = busy.stop('SIGTERM');
    await vi.waitFor(() => expect(worksOn(idle, id)).toBe(true), { timeout: 15_000, interval: 20 });
    // Nobody waits until its silence (20 s) is taken for its death.
    expect(Date.now() - asked).toBeLessThan(10_000);
    expect(await stopped).toBe(0);
    expect(await stack.store.jobs.get(id)).toMatchObject({ status: 'RUNNING', attempts: 1 });
    await api.data('mutation($id: ID!) { cancelJob(id: $id) { status } }', { id });
    workers = [idle, await stack.start('worker', SLOW)];
  });

  test('a worker that is killed leaves its job to the other one', { timeout: 120_000 }, async () => {
    const id = await upload(longFile(100));
    const { busy, idle } = await whoWorksOn(id);
    const killed = Date.now();
    await busy.stop('SIGKILL');
    await vi.waitFor(() => expect(worksOn(idle, id)).toBe(true), { timeout: 60_000, interval: 100 });
    const job = await stack.untilStatus(id, 'SUCCEEDED', 60_000);
    expect(Date.now() - killed).toBeLessThan(35_000);
    expect(job).toMatchObject({ attempts: 2 });
    expect((await readMetrics(idle.url)).of('smartremedy_attempts_total{outcome="lost"}')).toBe(1);
  });
});
