import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CASE_ORDERS } from '../../src/domain/caseOrders.js';
import { listOf } from '../../src/store/db/caseStatements.js';
import { writeCursor } from '../../src/store/db/cursor.js';
import { openStore } from '../../src/store/openStore.js';
import { type CaseFilter, type CasePageRequest, type CaseRecord, type Store } from '../../src/store/types.js';
import { writeCaseRows } from '../support/copyFiles.js';
import { TEST_POOLS } from '../support/pools.js';
import { startTestDatabase, type TestDatabase } from '../support/postgres.js';
import { asMade, beginJob, type CaseSample, caseSample, newReport } from '../support/records.js';

/** What each order sorts by. */
const ORDER_VALUES = {
  SCORE: (sample: CaseSample) => sample.score,
  ALERT_COUNT: (sample: CaseSample) => sample.alertCount,
  FIRST_EVENT: (sample: CaseSample) => sample.firstSeconds,
  LAST_EVENT: (sample: CaseSample) => sample.lastSeconds,
};

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

async function stored(
  samples: (reportId: string) => CaseSample[],
): Promise<{ id: string; cases: CaseSample[] }> {
  const { job, attempt } = await beginJob(store);
  const report = newReport(job, join(database.dataDir, `${randomUUID()}.copy`));
  const cases = samples(report.id);
  writeCaseRows(report.caseRowsPath, cases);
  await store.reports.commit(attempt, asMade(report));
  return { id: report.id, cases };
}

async function everything(id: string, request: Omit<CasePageRequest, 'after'>): Promise<CaseRecord[]> {
  const seen: CaseRecord[] = [];
  let after: string | null = null;
  do {
    const page: Awaited<ReturnType<Store['cases']['page']>> = await store.cases.page(id, {
      ...request,
      after,
    });
    seen.push(...page.edges.map(({ node }) => node));
    after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
  } while (after);
  return seen;
}

describe('a case', () => {
  it('comes back with every character, blank and number that it went in with', async () => {
    const odd = 'tab\t line\n back\\slash "quote" , {brace} \\N ação \u{1F680} \r';
    const { id } = await stored((reportId) => [
      caseSample(reportId, 0, {
        assignmentGroup: odd,
        metricName: ' ',
        firstSeconds: -9_214_560_000,
        lastSeconds: 9_214_646_399,
        alertCount: 2_000_000_000,
        alertNumbers: ['', 'NULL', 'a"b\\c', '{x,y}'],
        chronologyLength: 1_500,
        statusChronology: ['Closed', null, 'NULL', ' '],
        lastTaskStatus: null,
        action: 'CHRONIC_INSTABILITY',
        group: 'UNSTABLE',
        score: 0.1 + 0.2,
        factors: { risk: 20, action: 1.5, inefficiency: 1.2, volume: 1 + Math.log(7) },
      }),
    ]);
    const [{ node }] = (await store.cases.page(id, { first: 1 })).edges;
    expect(node).toEqual({
      reportId: id,
      seq: 0,
      key: '0'.repeat(32),
      assignmentGroup: odd,
      shortDescription: 'Disk full',
      node: 'node-0',
      cmdbCiClass: 'Linux Server',
      cmdbCi: 'ci-0',
      source: 'Zabbix',
      metricName: ' ',
      firstEvent: '1678-01-01T00:00:00',
      lastEvent: '2261-12-31T23:59:59',
      alertCount: 2_000_000_000,
      alertNumbers: ['', 'NULL', 'a"b\\c', '{x,y}'],
      chronologyLength: 1_500,
      statusChronology: ['Closed', null, 'NULL', ' '],
      lastTaskStatus: null,
      action: 'CHRONIC_INSTABILITY',
      group: 'UNSTABLE',
      score: 0.1 + 0.2,
      factors: { risk: 20, action: 1.5, inefficiency: 1.2, volume: 1 + Math.log(7) },
    });
  });

  it('shows as much of its lists as is asked for, a hundred by default', async () => {
    const numbers = Array.from({ length: 1000 }, (_, index) => `N${index}`);
    const { id } = await stored((reportId) => [
      caseSample(reportId, 0, { alertNumbers: numbers, statusChronology: numbers, alertCount: 1000 }),
    ]);
    for (const [listLength, expected] of [
      [undefined, 100],
      [3, 3],
      [0, 0],
      [5000, 1000],
    ] as const) {
      const [{ node }] = (await store.cases.page(id, { first: 1, listLength })).edges;
      expect(node.alertNumbers).toEqual(numbers.slice(0, expected));
      expect(node.statusChronology).toEqual(numbers.slice(0, expected));
    }
  });

  it('may have texts of any length', async () => {
    const long = 'x'.repeat(131_072);
    const { id } = await stored((reportId) => [
      caseSample(reportId, 0, { shortDescription: long, node: long }),
    ]);
    expect((await store.cases.page(id, { first: 1 })).edges[0].node.shortDescription).toBe(long);
  });
});

describe('pages of cases', () => {
  let id: string;
  let cases: CaseSample[];
  beforeAll(async () => {
    const made = await stored((reportId) =>
      Array.from({ length: 137 }, (_, seq) =>
        caseSample(reportId, seq, {
          assignmentGroup: `Squad ${'ABC'[seq % 3]}`,
          score: [0, 1 / 3, 2.5, 17.25][(seq * 7) % 4],
          alertCount: 1 + ((seq * 11) % 5),
          firstSeconds: 1_700_000_000 + ((seq * 13) % 6) * 3600,
          lastSeconds: 1_710_000_000 - ((seq * 17) % 7) * 3600,
          action: seq % 2 ? 'INTERMITTENT' : 'ALWAYS_OK',
          group: seq % 2 ? 'ACTIONABLE' : 'REMEDIATED',
        }),
      ),
    );
    ({ id, cases } = made);
  });

  it.each(CASE_ORDERS)('by %s descend, ties by seq, and miss or repeat none', async (orderBy) => {
    const value = ORDER_VALUES[orderBy];
    const expected = [...cases].sort((a, b) => value(b) - value(a) || a.seq - b.seq).map(({ seq }) => seq);
    for (const first of [1, 10, 137, 500]) {
      const seen = await everything(id, { first, orderBy });
      expect(seen.map(({ seq }) => seq)).toEqual(expected);
    }
  });

  it('say how many there are, and whether another follows', async () => {
    const filter: CaseFilter = { assignmentGroup: 'Squad A', groups: ['ACTIONABLE'] };
    const matching = cases.filter((row) => row.assignmentGroup === 'Squad A' && row.group === 'ACTIONABLE');
    expect(await store.cases.count(id, filter)).toBe(matching.length);
    expect(await store.cases.count(id)).toBe(137);
    const exact = await store.cases.page(id, { first: matching.length, filter });
    expect(exact.edges.length).toBe(matching.length);
    expect(exact.pageInfo.hasNextPage).toBe(false);
    expect((await store.cases.page(id, { first: matching.length - 1, filter })).pageInfo.hasNextPage).toBe(
      true,
    );
  });

  it.each<[string, CaseFilter, (row: CaseSample) => boolean]>([
    ['actions', { actions: ['INTERMITTENT', 'ALWAYS_OK', 'INTERMITTENT'] }, () => true],
    ['one action', { actions: ['INTERMITTENT'] }, (row) => row.action === 'INTERMITTENT'],
    ['no list at all', { actions: [], groups: [], search: '', minScore: null }, () => true],
    ['a score, inclusive', { minScore: 1 / 3 }, (row) => row.score >= 1 / 3],
    [
      'all together',
      { minScore: 2.5, groups: ['REMEDIATED'], assignmentGroup: 'Squad B', search: 'NODE-1' },
      (row) =>
        row.score >= 2.5 &&
        row.group === 'REMEDIATED' &&
        row.assignmentGroup === 'Squad B' &&
        row.node.startsWith('node-1'),
    ],
  ])('are filtered by %s', async (_, filter, matches) => {
    const seen = await everything(id, { first: 20, filter });
    expect(seen.map(({ seq }) => seq).sort((a, b) => a - b)).toEqual(
      cases.filter(matches).map(({ seq }) => seq),
    );
  });

  it('refuse the cursor of another order, filter or report', async () => {
    const { pageInfo } = await store.cases.page(id, {
      first: 3,
      filter: { groups: ['ACTIONABLE', 'REMEDIATED'] },
    });
    const after = pageInfo.endCursor;
    const refused = { code: 'BAD_USER_INPUT', message: expect.stringContaining('after') };
    await expect(store.cases.page(id, { first: 3, after })).rejects.toMatchObject(refused);
    const filter: CaseFilter = { groups: ['REMEDIATED', 'ACTIONABLE'] };
    await expect(
      store.cases.page(id, { first: 3, after, filter, orderBy: 'LAST_EVENT' }),
    ).rejects.toMatchObject(refused);
    await expect(store.cases.page(randomUUID(), { first: 3, after, filter })).rejects.toMatchObject(refused);
    await expect(store.cases.page(id, { first: 3, after: `${after}AAAA`, filter })).rejects.toMatchObject(
      refused,
    );
    // The same filter in another writing is the same list.
    expect((await store.cases.page(id, { first: 3, after, filter, orderBy: 'SCORE' })).edges.length).toBe(3);
  });

  it('refuse a cursor whose place no list has', async () => {
    const far = writeCursor(listOf(id, { first: 3 }), 2 ** 40, 1);
    await expect(store.cases.page(id, { first: 3, after: far })).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
    });
  });

  it('of a report that is not there are empty', async () => {
    for (const none of [randomUUID(), 'no id']) {
      expect(await store.cases.page(none, { first: 5 })).toEqual({
        edges: [],
        pageInfo: { hasNextPage: false, endCursor: null },
      });
      expect(await store.cases.count(none)).toBe(0);
    }
  });
});

describe('search', () => {
  it('finds a part of any key column, whatever its case, and takes every character literally', async () => {
    const { id } = await stored((reportId) => [
      caseSample(reportId, 0, { assignmentGroup: 'Produção São Paulo' }),
      caseSample(reportId, 1, { shortDescription: '100% full_disk' }),
      caseSample(reportId, 2, { node: 'srv\\01' }),
      caseSample(reportId, 3, { cmdbCiClass: 'ΣΙΣΥΦΟΣ' }),
      caseSample(reportId, 4, { cmdbCi: 'a.c' }),
      caseSample(reportId, 5, { source: "O'Neil" }),
      caseSample(reportId, 6, { metricName: 'abc' }),
    ]);
    const found = async (search: string) =>
      (await store.cases.page(id, { first: 10, filter: { search } })).edges.map(({ node }) => node.seq);
    expect(await found('PRODUÇÃO são')).toEqual([0]);
    expect(await found('0% FULL_')).toEqual([1]);
    expect(await found('%')).toEqual([1]);
    expect(await found('v\\0')).toEqual([2]);
    expect(await found('σισυφ')).toEqual([3]);
    expect(await found('A.C')).toEqual([4]);
    expect(await found("o'n")).toEqual([5]);
    expect(await found('ABC')).toEqual([6]);
    expect(await found('nowhere')).toEqual([]);
    expect(await store.cases.count(id, { search: 'são' })).toBe(1);
  });
});
