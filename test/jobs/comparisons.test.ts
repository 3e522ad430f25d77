import { readdirSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { AnalysisEngine, JobService } from '../../src/jobs/types.js';
import type { JobRecord } from '../../src/store/types.js';
import { golden } from '../support/golden.js';
import { JobsBench, statesOf } from '../support/jobs.js';
import { failing } from '../support/pairs.js';

const { bytes } = golden('20_gen1k_semicolon_bom');
const [header, ...rows] = bytes.toString('utf8').split('\n').filter(Boolean);
/** Takes long enough to be watched. */
const LONG = `${header}\n${`${rows.join('\n')}\n`.repeat(60)}`;

let bench: JobsBench;
let jobs: JobService;
beforeAll(async () => {
  bench = await JobsBench.open();
});
afterEach(() => jobs.close());
afterAll(() => bench.close());

async function submitted(previous: string, current: string): Promise<JobRecord> {
  return jobs.submitComparison({
    previous: await bench.upload(previous, 'previous.csv'),
    current: await bench.upload(current, 'current.csv'),
    options: {},
    createdBy: 'ana',
  });
}

/** The real engine; what it is asked to run is told first. */
function toldEngine(tell: (name: string) => Promise<unknown>): AnalysisEngine {
  return {
    scanInPlace: (request, hooks) => bench.engine.scanInPlace(request, hooks),
    run: async (name, task) => {
      await tell(name);
      return bench.engine.run(name, task);
    },
  };
}

describe('a comparison', () => {
  it('moves on with the sum of both files, and never back', async () => {
    jobs = await bench.start();
    const job = await submitted(LONG, failing('2025-03-01 10:00', 'a'));
    const total = Buffer.byteLength(LONG) + Buffer.byteLength(failing('2025-03-01 10:00', 'a'));
    const states = await statesOf(jobs, job.id);
    expect(states.length).toBeGreaterThan(1);
    for (const [index, { progress, bytesRead, bytesTotal }] of states.entries()) {
      const before = states[Math.max(0, index - 1)];
      expect(progress).toBeGreaterThanOrEqual(before.progress);
      expect(bytesRead).toBeGreaterThanOrEqual(before.bytesRead);
      expect(bytesTotal).toBe(total);
    }
    expect(states.at(-1)).toMatchObject({
      status: 'SUCCEEDED',
      progress: 1,
      bytesRead: total,
      rowsRead: rows.length * 60 + 1,
      reportId: null,
    });
    // The row says so first; the folder goes next.
    await vi.waitFor(() => expect(readdirSync(bench.tmpDir)).toEqual([]), { timeout: 5000 });
  });

  it('is cancelled like any job, while its files are read', async () => {
    const named = await bench.keys('trends/');
    jobs = await bench.start();
    const job = await submitted(LONG, LONG);
    await vi.waitFor(async () => expect((await bench.store.jobs.get(job.id))?.status).toBe('RUNNING'));
    await jobs.cancel(job.id);
    await vi.waitFor(() => expect(readdirSync(bench.tmpDir)).toEqual([]), { timeout: 5000 });
    expect(await bench.store.trends.ofJobs([job.id])).toEqual([null]);
    expect(await bench.keys('trends/')).toEqual(named);
  });

  it('leaves nothing when the cancel comes while it is made', async () => {
    const named = await bench.keys('trends/');
    const running: { job?: JobRecord } = {};
    jobs = await bench.start(
      toldEngine(async (name) => {
        if (name !== 'makeComparison') return;
        [running.job] = await bench.store.jobs.list({ status: 'RUNNING', first: 1 });
        await bench.store.jobs.cancel(running.job.id);
      }),
    );
    const job = await submitted(failing('2025-03-01 10:00', 'a'), failing('2025-03-02 10:00', 'a'));
    expect((await statesOf(jobs, job.id)).at(-1)?.status).toBe('CANCELLED');
    await vi.waitFor(() => expect(readdirSync(bench.tmpDir)).toEqual([]), { timeout: 5000 });
    expect(running.job?.id).toBe(job.id);
    expect(await bench.keys('trends/')).toEqual(named);
    expect(await bench.store.trends.ofJobs([job.id])).toEqual([null]);
  });
});

describe('the trend of a report', () => {
  const finished = async (content: string) => {
    const job = await bench.submit(jobs, content);
    const last = (await statesOf(jobs, job.id)).at(-1);
    expect(last?.status).toBe('SUCCEEDED');
    return last?.reportId ?? '';
  };

  it('keeps the artefacts of what is stored, and those alone', async () => {
    jobs = await bench.start();
    const first = await finished(failing('2025-05-01 10:00', 'a'));
    const last = await finished(failing('2025-05-09 10:00', 'a'));
    await finished(failing('2025-05-05 10:00', 'a'));
    const { edges } = await bench.store.trends.page({ first: 100 });
    const named = edges.flatMap(({ node }) => node.artifacts.map(({ name }) => `${node.prefix}${name}`));
    // What was replaced goes once the job has said that it is done.
    await vi.waitFor(async () => expect(await bench.keys('trends/')).toEqual(named.sort()), {
      timeout: 5000,
    });
    expect((await bench.store.trends.ofReports([last]))[0]?.previousId).not.toBe(first);
  });

  it('is done without when the facts of the report before are lost', async () => {
    jobs = await bench.start();
    const before = await bench.store.reports.get(await finished(failing('2025-06-01 10:00', 'a')));
    await bench.objects.remove(`${before?.prefix}facts.bin`);
    const after = await finished(failing('2025-06-02 10:00', 'a'));
    expect(await bench.store.trends.ofReports([after])).toEqual([null]);
  });

  it('is swept up where nothing names it', async () => {
    jobs = await bench.start();
    await jobs.close();
    const named = await bench.keys('trends/');
    await bench.objects.put('trends/0000/trend.json', (async function* () {})());
    jobs = await bench.start();
    expect(await bench.keys('trends/')).toEqual(named);
    expect(named.length).toBeGreaterThan(0);
  });
});
