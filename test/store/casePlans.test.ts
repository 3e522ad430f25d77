import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadCases } from '../../bench/paging/cases.js';
import { LISTS } from '../../bench/paging/lists.js';
import { countStatement, pageStatement } from '../../src/store/db/caseStatements.js';
import { openStore } from '../../src/store/openStore.js';
import type { CasePageRequest, Store } from '../../src/store/types.js';
import { TEST_POOLS } from '../support/pools.js';
import { startTestDatabase, type TestDatabase } from '../support/postgres.js';
import { type PlanNode, readPlanOf, rowsRead, typesOf } from './explain.js';

const FOLDING = 'pg_c_utf8';
const FIRST = 50;
const CASES = 2000;
const SLOW_NODES = ['Seq Scan', 'Sort', 'Incremental Sort', 'Bitmap Heap Scan'];

let database: TestDatabase;
let store: Store;
let client: pg.Client;
let reportIds: string[];
beforeAll(async () => {
  database = await startTestDatabase();
  store = await openStore({ url: database.url, pools: TEST_POOLS });
  reportIds = await loadCases(database.url, { reports: 40, casesPerReport: CASES });
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
});
afterAll(async () => {
  await client.end();
  await store.close();
  await database.stop();
});

const pagePlan = (ids: string[], request: CasePageRequest) =>
  readPlanOf(client, pageStatement(ids, request, FOLDING));
const slowNodesOf = (plan: PlanNode[]) => typesOf(plan).filter((type) => SLOW_NODES.includes(type));
const partitionsOf = (plan: PlanNode[]) => new Set(plan.flatMap((node) => node['Relation Name'] ?? []));

describe('a page of cases', () => {
  it.each(LISTS)('by $name reads no row of the table but its own', async ({ request }) => {
    const [id] = reportIds;
    const matching = await store.cases.count(id, request.filter);
    const plan = await pagePlan([id], { ...request, first: FIRST });
    expect(slowNodesOf(plan)).toEqual([]);
    expect(partitionsOf(plan).size).toBe(1);
    expect(rowsRead(plan)).toBe(Math.min(matching, FIRST + 1));
  });

  it.each(LISTS)('by $name begins in the middle as it begins at the top', async ({ request }) => {
    const [, id] = reportIds;
    const half = Math.floor((await store.cases.count(id, request.filter)) / 2);
    const { pageInfo } = await store.cases.page(id, { ...request, first: Math.max(1, half) });
    const plan = await pagePlan([id], { ...request, first: FIRST, after: pageInfo.endCursor });
    expect(slowNodesOf(plan).filter((type) => type !== 'Sort')).toEqual([]);
    // Twice, for the rows of the cursor's own value and for those below it.
    expect(rowsRead(plan)).toBeLessThanOrEqual(2 * (FIRST + 1));
  });

  it('of many reports reads each of them as if it were alone', async () => {
    const request: CasePageRequest = {
      first: 10,
      orderBy: 'ALERT_COUNT',
      filter: { groups: ['ACTIONABLE'] },
    };
    const plan = await pagePlan(reportIds, request);
    expect(slowNodesOf(plan)).toEqual([]);
    expect(rowsRead(plan)).toBe(reportIds.length * 11);
    const pages = await store.cases.pages([randomUUID(), ...reportIds], request);
    expect(pages.shift()?.edges).toEqual([]);
    for (const [index, id] of reportIds.entries()) {
      expect(pages[index]).toEqual(await store.cases.page(id, request));
      expect(pages[index].edges).toHaveLength(10);
    }
  });

  it('is read in the same way before the database has any statistics', async () => {
    const fresh = await startTestDatabase();
    const freshStore = await openStore({ url: fresh.url, pools: TEST_POOLS });
    const freshClient = new pg.Client({ connectionString: fresh.url });
    await freshClient.connect();
    try {
      const [id] = await loadCases(fresh.url, { reports: 1, casesPerReport: CASES, analyze: false });
      for (const { request } of LISTS) {
        const matching = await freshStore.cases.count(id, request.filter);
        const statement = pageStatement([id], { ...request, first: FIRST }, FOLDING);
        const plan = await readPlanOf(freshClient, statement);
        expect(slowNodesOf(plan)).toEqual([]);
        expect(rowsRead(plan)).toBe(Math.min(matching, FIRST + 1));
      }
    } finally {
      await freshClient.end();
      await freshStore.close();
      await fresh.stop();
    }
  });
});

describe('a count of cases', () => {
  it.each(LISTS.slice(0, LISTS.length / 4))('by $name is counted in an index', async ({ request }) => {
    const matching = await store.cases.count(reportIds[2], request.filter);
    const plan = await readPlanOf(client, countStatement([reportIds[2]], request.filter, FOLDING));
    expect(slowNodesOf(plan)).toEqual([]);
    if (request.filter?.assignmentGroup === undefined) {
      expect(typesOf(plan)).toContain('Index Only Scan');
      expect(plan.map((node) => node['Heap Fetches'] ?? 0).reduce((a, b) => a + b)).toBe(0);
    } else {
      // The name itself is compared, in the rows that have its hash.
      expect(rowsRead(plan)).toBe(matching);
    }
  });

  it('of many reports is one of each', async () => {
    const filter = { minScore: 300 };
    const counts = await store.cases.counts([...reportIds, 'no id'], filter);
    const each = await Promise.all(reportIds.map((id) => store.cases.count(id, filter)));
    expect(counts).toEqual([...each, 0]);
    expect(Math.min(...each)).toBeGreaterThan(CASES * 0.4);
  });
});
