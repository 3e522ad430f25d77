import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStore } from '../../src/store/openStore.js';
import type { Store } from '../../src/store/types.js';
import { writeCaseRows } from '../support/copyFiles.js';
import { TEST_POOLS } from '../support/pools.js';
import { startTestDatabase, type TestDatabase } from '../support/postgres.js';
import { asMade, beginJob, newReport } from '../support/records.js';

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

async function commitReport(): Promise<string> {
  const { job, attempt } = await beginJob(store);
  const report = newReport(job, join(database.dataDir, 'none.copy'));
  writeCaseRows(report.caseRowsPath, []);
  await store.reports.commit(attempt, asMade(report));
  return report.id;
}

describe('pages of reports', () => {
  it('miss and repeat none while others are committed, and say rightly whether more follow', async () => {
    const before: string[] = [];
    for (let i = 0; i < 23; i++) before.unshift(await commitReport());
    const seen: string[] = [];
    let after: string | null = null;
    for (;;) {
      const page: Awaited<ReturnType<Store['reports']['page']>> = await store.reports.page({
        first: 5,
        after,
      });
      seen.push(...page.edges.map(({ node }) => node.id));
      expect(page.pageInfo.hasNextPage).toBe(seen.length < before.length);
      if (!page.pageInfo.hasNextPage) break;
      after = page.pageInfo.endCursor;
      await Promise.all([commitReport(), commitReport()]);
    }
    expect(seen).toEqual(before);
    expect(await store.reports.count()).toBe(23 + 2 * 4);
  });

  it.each(['', 'rubbish', 'W10', Buffer.from('["x",1,2]').toString('base64url'), '\u0000'.repeat(9)])(
    'refuse %j as a cursor',
    async (after) => {
      const page = store.reports.page({ first: 5, after });
      await expect(page).rejects.toMatchObject({
        code: 'BAD_USER_INPUT',
        message: expect.stringContaining('after'),
      });
    },
  );

  it('refuse the cursor of a list of trends or cases', async () => {
    const id = await commitReport();
    const { pageInfo } = await store.reports.page({ first: 1 });
    const refused = { code: 'BAD_USER_INPUT' };
    await expect(store.trends.page({ first: 1, after: pageInfo.endCursor })).rejects.toMatchObject(refused);
    await expect(store.cases.page(id, { first: 1, after: pageInfo.endCursor })).rejects.toMatchObject(
      refused,
    );
  });
});
