import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, test, vi } from 'vitest';
import { openFacts } from '../../src/domain/factsFile.js';
import { CodedError } from '../../src/errors.js';
import type { AnalysisEngine, JobService } from '../../src/jobs/types.js';
import type { JobRecord } from '../../src/store/types.js';
import { FILE, FILE_FOLDER, JobsBench, statesOf } from '../support/jobs.js';
import { TEST_POOLS } from '../support/pools.js';

const EXPECTED = JSON.parse(readFileSync(join(FILE_FOLDER, 'expected.json'), 'utf8'));

let bench: JobsBench;
beforeAll(async () => {
  bench = await JobsBench.open();
});
afterAll(() => bench.close());

/** The real engine, which fails the first so many times as it is told to. */
function failingEngine(failures: number, error: () => Error): AnalysisEngine & { scans: number } {
  const engine: AnalysisEngine & { scans: number } = {
    scans: 0,
    scanInPlace: async (request, hooks) => {
      engine.scans++;
      if (engine.scans <= failures) throw error();
      return bench.engine.scanInPlace(request, hooks);
    },
    run: (name, task) => bench.engine.run(name, task),
  };
  return engine;
}

let jobs: JobService;
afterEach(() => jobs.close());

describe('an analysis', () => {
  beforeEach(async () => {
    jobs = await bench.start();
  });

  it('ends in a report with the numbers of the file, its cases and its artefacts', async () => {
    const created = jobs.watchReports();
    const next = created.next();
    const job = await bench.submit(jobs, FILE, EXPECTED.options);
    expect(job).toMatchObject({ status: 'QUEUED', fileName: 'alerts.csv', bytesTotal: FILE.byteLength });
    const states = await statesOf(jobs, job.id);
    const last = states.at(-1);
    expect(last).toMatchObject({
      status: 'SUCCEEDED',
      stage: 'DONE',
      progress: 1,
      attempts: 1,
      bytesRead: FILE.byteLength,
    });

    const report = await bench.store.reports.get(last?.reportId ?? '');
    expect(report?.summary.kpis).toEqual(EXPECTED.kpis);
    expect((await next).value?.id).toBe(report?.id);
    await created.return?.();
    expect(await bench.store.cases.count(report?.id ?? '')).toBe(EXPECTED.kpis.totalCases);
    expect((await bench.store.reports.invalidRows([report?.id ?? ''], 5000))[0].length).toBe(
      EXPECTED.kpis.invalidRows,
    );

    const artefacts = report?.artifacts.map(({ name }) => `${report.prefix}${name}`) ?? [];
    expect(artefacts).toContain(`reports/${job.id}/1/summary.json`);
    expect(await bench.keys(`reports/${job.id}/`)).toEqual(
      [...artefacts, `reports/${job.id}/1/facts.bin`].sort(),
    );
    for (const { name, bytes } of report?.artifacts ?? []) {
      expect((await bench.objects.stat(`${report?.prefix}${name}`))?.bytes).toBe(bytes);
    }
    const facts = new Uint8Array(await buffer(await bench.objects.get(`reports/${job.id}/1/facts.bin`)));
    expect(openFacts(facts.slice().buffer).caseCount).toBe(EXPECTED.kpis.totalCases);
    expect(readdirSync(bench.tmpDir)).toEqual([]);
  });

  it('tells a watcher its state at once, and how it ended exactly once', async () => {
    const job = await bench.submit(jobs, FILE);
    const watchedAt = Date.now();
    const watcher = jobs.watchJob(job.id);
    await watcher.next();
    expect(Date.now() - watchedAt).toBeLessThan(200);
    const states: JobRecord[] = [];
    for await (const state of watcher) states.push(state);
    expect(states.filter(({ finishedAt }) => finishedAt !== null).length).toBe(1);
  });

  it('fails at once, with its reason, for a file that cannot be analysed', async () => {
    for (const [content, code] of [
      ['', 'EMPTY_FILE'],
      ['a;b\n1;2\n', 'MISSING_COLUMNS'],
    ] as const) {
      const job = await bench.submit(jobs, content);
      const last = (await statesOf(jobs, job.id)).at(-1);
      expect(last).toMatchObject({ status: 'FAILED', attempts: 1, error: { code }, reportId: null });
      expect(await bench.keys(`reports/${job.id}/`)).toEqual([]);
    }
    expect(readdirSync(bench.tmpDir)).toEqual([]);
  });

  it('says of its end to everybody who asks later, and NOT_FOUND for a job that is not there', async () => {
    const job = await bench.submit(jobs, FILE);
    const [one, two] = await Promise.all([statesOf(jobs, job.id), statesOf(jobs, job.id)]);
    expect(one.at(-1)).toEqual(two.at(-1));
    expect(await statesOf(jobs, job.id)).toEqual([one.at(-1)]);
    await expect(jobs.watchJob('no id').next()).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(jobs.cancel('no id')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(jobs.cancel(job.id)).rejects.toMatchObject({ code: 'CONFLICT' });
  });
});

describe('the progress of a long analysis', () => {
  it('is told twice a second and more, and never falls', async () => {
    const lastsMs = 1600;
    jobs = await bench.start({
      scanInPlace: async (request, hooks) => {
        for (let passed = 0; passed < lastsMs; passed += 50) {
          const bytesRead = Math.round((FILE.byteLength * passed) / lastsMs);
          hooks.onProgress?.({ stage: 'SCANNING', bytesRead, bytesTotal: FILE.byteLength, rowsRead: passed });
          await sleep(50);
        }
        return bench.engine.scanInPlace(request, hooks);
      },
      run: (name, task) => bench.engine.run(name, task),
    });
    const job = await bench.submit(jobs, FILE);
    const states = await statesOf(jobs, job.id);
    const progress = states.map((state) => state.progress);
    expect(progress).toEqual([...progress].sort((a, b) => a - b));
    const scanning = states.filter(({ stage, bytesRead }) => stage === 'SCANNING' && bytesRead > 0);
    expect(scanning.length).toBeGreaterThanOrEqual(3);
    expect(scanning.at(-1)?.progress).toBeGreaterThan(scanning[0].progress);
  });
});

describe('a fault of the machine', () => {
  it('is followed by another attempt', async () => {
    jobs = await bench.start(failingEngine(1, () => new Error('a thread was killed')));
    const job = await bench.submit(jobs, FILE);
    const states = await statesOf(jobs, job.id);
    expect(states.at(-1)).toMatchObject({ status: 'SUCCEEDED', attempts: 2, error: null });
    const progress = states.map((state) => state.progress);
    expect(progress).toEqual([...progress].sort((a, b) => a - b));
  });

  it('fails the job after the last attempt, and says nothing internal', async () => {
    const engine = failingEngine(99, () => new Error('secret path /etc/shadow'));
    jobs = await bench.start(engine, { maxAttempts: 2 });
    const job = await bench.submit(jobs, FILE);
    const last = (await statesOf(jobs, job.id)).at(-1);
    expect(last).toMatchObject({ status: 'FAILED', attempts: 2, error: { code: 'INTERNAL' } });
    expect(last?.error?.message).not.toContain('secret');
    expect(engine.scans).toBe(2);
  });

  it('is what a coded error of the machine is, too; one of the file is not', async () => {
    const machine = failingEngine(1, () => new CodedError('UNAVAILABLE'));
    jobs = await bench.start(machine);
    const first = await bench.submit(jobs, FILE);
    expect((await statesOf(jobs, first.id)).at(-1)).toMatchObject({ status: 'SUCCEEDED', attempts: 2 });
    await jobs.close();
    const file = failingEngine(1, () => new CodedError('ARCHIVE_LIMIT'));
    jobs = await bench.start(file);
    const second = await bench.submit(jobs, FILE);
    expect((await statesOf(jobs, second.id)).at(-1)).toMatchObject({
      status: 'FAILED',
      error: { code: 'ARCHIVE_LIMIT' },
    });
    expect(file.scans).toBe(1);
  });
});

describe('watching reports', () => {
  it('ends at once when the watcher leaves, and when the service closes', async () => {
    jobs = await bench.start();
    const leaving = jobs.watchReports();
    const waiting = leaving.next();
    await sleep(50);
    const leftAt = Date.now();
    await leaving.return?.();
    expect(await waiting).toMatchObject({ done: true });
    expect(Date.now() - leftAt).toBeLessThan(200);

    const staying = jobs.watchReports().next();
    await sleep(50);
    await jobs.close();
    expect(await staying).toMatchObject({ done: true });
  });
});

test('as many jobs as there are connections come to their end together', async () => {
  const atOnce = TEST_POOLS.models;
  let compared = 0;
  jobs = await bench.start(
    {
      scanInPlace: (request, hooks) => bench.engine.scanInPlace(request, hooks),
      async run(name, task) {
        // None asks the database before all of them have come so far.
        if (name === 'periodStart') {
          compared += 1;
          await vi.waitUntil(() => compared >= atOnce, { timeout: 20_000, interval: 5 });
        }
        return bench.engine.run(name, task);
      },
    },
    { atOnce },
  );
  const waiting = Array.from({ length: atOnce }, () => bench.submit(jobs, FILE));
  for (const { id } of await Promise.all(waiting))
    expect((await statesOf(jobs, id)).at(-1)).toMatchObject({ status: 'SUCCEEDED', attempts: 1 });
});
