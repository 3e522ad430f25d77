import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { surroundings } from '../../../bench/report/engineReport.js';
import { withBlock } from '../../../bench/report/readme.js';
import { sampleFile } from '../../../bench/sampleFile.js';
import { serviceBlock } from '../../../bench/service/block.js';
import { loadChart } from '../../../bench/service/chart.js';
import { type Deployment, startEmbedded } from '../../../bench/service/deployment.js';
import { serviceFigures } from '../../../bench/service/figures.js';
import { type LoadResult, load, warmUp } from '../../../bench/service/load.js';
import type { ServiceReport } from '../../../bench/service/report.js';
import { wholeUpload } from '../../../bench/service/trials/wholeUpload.js';

const ROWS = 500;
let dir: string;
let path: string;
let deployment: Deployment;

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'bench-service-'));
  path = await sampleFile({ profile: 'plain', rows: ROWS, dir });
  deployment = await startEmbedded();
});

afterAll(async () => {
  await deployment?.stop();
  rmSync(dir, { recursive: true, force: true });
});

test('every upload of a load is analysed, none taken for another, and all are reported on', async () => {
  const reportId = await warmUp(deployment, path, 1);
  const result = await load(deployment, { users: 2, uploads: 3, path, reportId });
  expect(result).toMatchObject({ users: 2, uploads: 3 });
  expect(result.untilReport.answers).toBe(3);
  expect(result.untilReport.max).toBeLessThan(result.wallMs);
  expect(result.acceptance.p50).toBeGreaterThan(0);
  expect(result.acceptance.max).toBeLessThan(result.untilReport.max);
  for (const latency of Object.values(result.probed)) expect(latency?.answers).toBeGreaterThan(0);
  expect(result.mostConnections).toBeGreaterThan(2);
  expect(result.mostRss.all).toBeGreaterThan(50 * 1024 ** 2);
  const deduplicated = await reports();
  expect(deduplicated).toBe(4);
  saysAll(result);
});

test('a whole upload is timed from the request to the report, by either way', async () => {
  const before = await reports();
  const { put, multipart } = await wholeUpload(deployment, path, 1);
  for (const times of [put, multipart]) expect(times.median).toBeGreaterThan(1);
  expect(await reports()).toBe(before + 2);
});

async function reports(): Promise<number> {
  const response = await fetch(`${deployment.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${deployment.user.token}` },
    body: JSON.stringify({ query: '{ reports { totalCount } }' }),
  });
  return ((await response.json()) as { data: { reports: { totalCount: number } } }).data.reports.totalCount;
}

function saysAll(result: LoadResult): void {
  const report: ServiceReport = {
    ...surroundings(),
    quick: true,
    loadAverage: 17.94,
    loads: [{ deployment: 'embedded', rows: ROWS, ...result }],
    brokenOff: ['services, S3'],
    trials: {},
    figures: serviceFigures({}),
  };
  const page = withBlock('# A\n<!-- x:begin -->the last run<!-- x:end -->\nB', 'x', serviceBlock(report));
  expect(page).toMatch(/^# A\n<!-- x:begin -->\n[\s\S]*<!-- x:end -->\nB$/);
  expect(page).not.toContain('the last run');
  expect(page).toContain('| embedded | 500 | 2 | 3 |');
  expect(page).toContain('npm run bench -- service --quick');
  expect(page).toContain('load average before the run 17.9');
  expect(page).toContain('not measured');
  expect(page).toContain('Broken off: services, S3.');
  expect(loadChart(report)).toContain('embedded: 2 × 500 rows');
}
