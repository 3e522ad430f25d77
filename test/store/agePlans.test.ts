import { randomUUID } from 'node:crypto';
import pg from 'pg';
import type { Sequelize } from 'sequelize';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { EqualJobs } from '../../src/store/db/equalJobs.js';
import { openModelPool } from '../../src/store/db/modelPool.js';
import { defineModels } from '../../src/store/db/models.js';
import { reportRepository } from '../../src/store/db/reports.js';
import { Timeline } from '../../src/store/db/timeline.js';
import { trendRepository } from '../../src/store/db/trends.js';
import { openStore } from '../../src/store/openStore.js';
import type { ReportRepository, Store, TrendRepository } from '../../src/store/types.js';
import { TEST_POOLS } from '../support/pools.js';
import { startTestDatabase, type TestDatabase } from '../support/postgres.js';
import { emptySummary } from '../support/records.js';
import { planOf, rowsRead, typesOf } from './explain.js';

const REPORTS = 3_000;

/** Reports a minute apart, each with a trend against the one before it. */
const FILL = `
INSERT INTO uploads (id, object_key, file_name, bytes, sha256, created_by)
VALUES ('${randomUUID()}', 'uploads/one', 'alerts.csv', 1, 'a', 'ana');
INSERT INTO jobs (id, kind, status, bytes_total, file_name, created_by, options, upload_ids, finished_at)
SELECT gen_random_uuid(), 'ANALYSIS', 'SUCCEEDED', 1, 'alerts.csv', 'ana', '{}', '{}', now()
  FROM generate_series(1, ${REPORTS});
INSERT INTO reports (id, job_id, upload_id, file_name, created_by, created_at, period_start_ns, input_sha256, rows,
  rule_set_id, rule_set_hash, kpis, summary, artifacts, prefix)
SELECT gen_random_uuid(), jobs.id, uploads.id, 'alerts.csv', 'ana', now() - n * interval '1 minute', n, 'a', 1,
  'v1', 'b', '{}', '${JSON.stringify(emptySummary())}', '[]', 'reports/' || n || '/'
  FROM (SELECT id, row_number() OVER () AS n FROM jobs) jobs, uploads;
INSERT INTO trends (id, created_at, previous_id, current_id, previous_file_name, current_file_name, verdict,
  diagnosis, kpis, tables, artifacts, prefix)
SELECT gen_random_uuid(), created_at, lag(id) OVER (ORDER BY period_start_ns), id, 'a', 'b', 'NEUTRAL', '', '{}', '{}',
  '[]', 'trends/' || period_start_ns || '/'
  FROM reports ORDER BY period_start_ns OFFSET 1;
ANALYZE;
`;

let database: TestDatabase;
let store: Store;
let client: pg.Client;
let sequelize: Sequelize;
let reports: ReportRepository;
let trends: TrendRepository;
beforeAll(async () => {
  database = await startTestDatabase();
  store = await openStore({ url: database.url, pools: TEST_POOLS });
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await client.query(FILL);
  sequelize = openModelPool(database.url, TEST_POOLS);
  const models = defineModels(sequelize);
  const timeline = new Timeline(sequelize, models);
  const equals = new EqualJobs(sequelize, models);
  reports = reportRepository(sequelize, models, timeline, equals);
  trends = trendRepository(sequelize, models, timeline, equals);
});
afterAll(async () => {
  await sequelize.close();
  await client.end();
  await store.close();
  await database.stop();
});

/** The plan of the first statement that a call makes. */
async function planOfCall(call: () => Promise<unknown>) {
  const query = vi.spyOn(sequelize, 'query');
  await call();
  const [select] = query.mock.calls.map(([text]) => String(text)).filter((text) => text.startsWith('SELECT'));
  query.mockRestore();
  return planOf(client, select);
}

describe('lists by age', () => {
  it.each([
    ['reports', 'reports_by_age', () => reports.page({ first: 20 })],
    ['the ids of new reports', 'reports_by_age', () => reports.recent(20)],
    ['the latest report', 'reports_by_age', () => reports.latest()],
    ['trends', 'trends_by_age', () => trends.page({ first: 20 })],
  ])('%s are read from the end of their index', async (_, index, call) => {
    const plan = await planOfCall(call);
    expect(plan.map((node) => node['Index Name']).filter(Boolean)).toEqual([index]);
    expect(typesOf(plan)).not.toContain('Sort');
    expect(rowsRead(plan)).toBeLessThanOrEqual(21);
  });

  it.each([
    ['reports', 'reports_by_age', () => reports],
    ['trends', 'trends_by_age', () => trends],
  ])('pages of %s far from the beginning begin at their cursor', async (_, index, list) => {
    const { pageInfo } = await list().page({ first: REPORTS / 2 });
    const plan = await planOfCall(() => list().page({ first: 20, after: pageInfo.endCursor }));
    expect(plan.map((node) => node['Index Name']).filter(Boolean)).toEqual([index]);
    expect(rowsRead(plan)).toBeLessThanOrEqual(22);
  });

  it('the latest trend is found from the end of the timeline', async () => {
    const plan = await planOfCall(() => trends.latest());
    expect(plan.map((node) => node['Index Name']).filter(Boolean)).toContain('reports_by_period');
    expect(typesOf(plan)).not.toContain('Seq Scan');
    expect(rowsRead(plan)).toBeLessThanOrEqual(10);
  });
});
