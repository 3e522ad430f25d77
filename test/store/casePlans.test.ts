import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadCases } from '../../bench/paging/cases.js';
import { LISTS } from '../../bench/paging/lists.js';
import { PLACES_PER_PART } from '../../src/domain/caseOrders.js';
import { countStatement, pageStatement } from '../../src/store/db/caseStatements.js';
import { openStore } from '../../src/store/openStore.js';
import type { CasePageRequest, Store } from '../../src/store/types.js';
import { TEST_POOLS } from '../support/pools.js';
import { startTestDatabase, type TestDatabase } from '../support/postgres.js';
import { type PlanNode, readPlanOf, rowsRead, typesOf } from './explain.js';

const FOLDING = 'pg_c_utf8';
const FIRST = 50;
const CASES = 2000;
/** Parts that the orders of such a report have each. */
const PARTS = Math.ceil(CASES / PLACES_PER_PART);
/** Parts are read one after another: each is sorted by itself, until the page is full. */
const SLOW_NODES = ['Seq Scan', 'Sort', 'Bitmap Heap Scan', 'Hash Join', 'Merge Join'];

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
const casesRead = (plan: PlanNode[]) => rowsRead(plan, (table) => /^cases_\d/.test(table));
const partsRead = (plan: PlanNode[]) => rowsRead(plan, (table) => table === 'case_orders');

describe('a page of cases', () => {
  it.each(LISTS)('by $name reads no row of the table but its own', async ({ request }) => {
    const [id] = reportIds;
    const matching = await store.cases.count(id, request.filter);
    const plan = await pagePlan([id], { ...request, first: FIRST });
    expect(slowNodesOf(plan)).toEqual([]);
    expect(casesRead(plan)).toBe(Math.min(matching, FIRST + 1));
    // One more shows that a part has ended.
    expect(partsRead(plan)).toBeLessThanOrEqual(matching === CASES ? 2 : PARTS);
  });

  it.each(LISTS)('by $name begins in the middle as it begins at the top', async ({ request }) => {
    const [, id] = reportIds;
    const half = Math.floor((await store.cases.count(id, request.filter)) / 2);
    const { pageInfo } = await store.cases.page(id, { ...request, first: Math.max(1, half) });
    const plan = await pagePlan([id], { ...request, first: FIRST, after: pageInfo.endCursor });
    expect(slowNodesOf(plan)).toEqual([]);
    expect(casesRead(plan)).toBeLessThanOrEqual(FIRST + 1);
    if (half === CASES / 2) expect(partsRead(plan)).toBeLessThanOrEqual(2);
  });

  it('that is searched for reads rows until it is full', async () => {
    const request: CasePageRequest = { first: FIRST, orderBy: 'ALERT_COUNT', filter: { search: 'ZABBIX' } };
    const plan = await pagePlan([reportIds[0]], request);
    expect(slowNodesOf(plan)).toEqual([]);
    expect(casesRead(plan)).toBeLessThanOrEqual(2 * PLACES_PER_PART);
  });

  it('of many reports reads each of them as if it were alone', async () => {
    const request: CasePageRequest = {
      first: 10,
      orderBy: 'ALERT_COUNT',
      filter: { groups: ['ACTIONABLE'] },
    };
    const plan = await pagePlan(reportIds, request);
    expect(slowNodesOf(plan)).toEqual([]);
    expect(casesRead(plan)).toBe(reportIds.length * 11);
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
        expect(casesRead(plan)).toBe(Math.min(matching, FIRST + 1));
      }
    } finally {
      await freshClient.end();
      await freshStore.close();
      await fresh.stop();
    }
  });
});

describe('a count of cases', () => {
  it.each(LISTS.slice(0, LISTS.length / 4))('by $name reads no case', async ({ request }) => {
    const plan = await readPlanOf(client, countStatement([reportIds[2]], request.filter, FOLDING));
    expect(slowNodesOf(plan)).toEqual([]);
    expect(casesRead(plan)).toBe(0);
    expect(partsRead(plan)).toBe(PARTS);
  });

  it('of many reports is one of each', async () => {
    const filter = { minScore: 300 };
    const counts = await store.cases.counts([...reportIds, 'no id'], filter);
    const each = await Promise.all(reportIds.map((id) => store.cases.count(id, filter)));
    expect(counts).toEqual([...each, 0]);
    expect(Math.min(...each)).toBeGreaterThan(CASES * 0.4);
  });
});
