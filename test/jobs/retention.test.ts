import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import type { JobService } from '../../src/jobs/types.js';
import { JobsBench, statesOf } from '../support/jobs.js';
import { failing } from '../support/pairs.js';

let bench: JobsBench;
let jobs: JobService;
beforeAll(async () => {
  bench = await JobsBench.open();
});
afterEach(() => jobs.close());
afterAll(() => bench.close());

async function analysed(day: number): Promise<string> {
  const job = await bench.submit(jobs, failing(`2025-02-0${day} 10:00`, 'a'));
  return (await statesOf(jobs, job.id)).at(-1)?.reportId ?? '';
}

const kept = async () => (await bench.store.reports.recent(10)).map(({ id }) => id);

test('of all reports the newest are kept, and the log says so before', async () => {
  const lines: [string, Record<string, unknown>][] = [];
  const log = {
    info: () => undefined,
    error: () => undefined,
    child: () => log,
    warn: (fields: Record<string, unknown>, line: string) => void lines.push([line, fields]),
  };
  jobs = await bench.start(bench.engine, { housekeepingMs: 1000 });
  // Of the periods the first comes last: what counts is when a report was created.
  const [third, second, first] = [await analysed(3), await analysed(2), await analysed(1)];
  await jobs.close();
  expect(await kept()).toEqual([first, second, third]);

  const queue = { url: bench.database.url, connections: 3, atOnce: 1, log } as never;
  jobs = await bench.start(bench.engine, { maxReports: 2, housekeepingMs: 1000, queue });
  expect(lines[0]).toEqual([
    'reports beyond MAX_REPORTS will be removed',
    { maxReports: 2, reports: [expect.objectContaining({ id: third })] },
  ]);
  await vi.waitFor(async () => expect(await kept()).toEqual([first, second]), { timeout: 10_000 });
  expect(lines.map(([line]) => line)).toContain('a report beyond MAX_REPORTS is removed');
  expect((await bench.keys('reports/')).filter((key) => key.endsWith('facts.bin')).length).toBe(2);

  const fourth = await analysed(4);
  await vi.waitFor(async () => expect(await kept()).toEqual([fourth, first]), { timeout: 10_000 });
  // The report that stood between them is gone: the fourth is compared with the first now.
  const [trend] = await bench.store.trends.ofReports([fourth]);
  expect(trend?.previousId).toBe(first);
});
