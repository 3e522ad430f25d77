import { join } from 'node:path';
import { type ExecutionResult, graphql } from 'graphql';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { graphContext, type Services } from '../../src/graphql/context.js';
import { buildServiceSchema } from '../../src/graphql/schema.js';
import { Tokens } from '../../src/graphql/tokens.js';
import type { Viewer } from '../../src/graphql/viewer.js';
import type { JobService } from '../../src/jobs/types.js';
import { openFolderStore } from '../../src/store/objects/folder.js';
import { openStore } from '../../src/store/openStore.js';
import type { InvalidRowRecord, Store } from '../../src/store/types.js';
import { writeCaseRows, writeInvalidRows } from '../support/copyFiles.js';
import { TEST_POOLS } from '../support/pools.js';
import { startTestDatabase, type TestDatabase } from '../support/postgres.js';
import { asMade, beginJob, caseSample, newReport } from '../support/records.js';

const REPORTS = 50;
const schema = buildServiceSchema();
const viewer: Viewer = {
  username: 'ana',
  role: 'VIEWER',
  expiresAt: new Date(Date.now() + 3_600_000),
  tokenStamp: '1',
};

let database: TestDatabase;
let store: Store;
let services: Services;
beforeAll(async () => {
  database = await startTestDatabase();
  store = await openStore({ url: database.url, pools: TEST_POOLS });
  for (let index = 0; index < REPORTS; index++) await storeReport(index);
  services = {
    store,
    objects: await openFolderStore(join(database.dataDir, 'objects')),
    jobs: { list: (query) => store.jobs.list(query) } as Pick<JobService, 'list'> as JobService,
    tokens: new Tokens(['x'.repeat(32)], 3600),
    maxUploadBytes: 1,
    artifactUrl: (reportId, name) => `/${reportId}/${name}`,
  } as Services;
  await run(QUERY, 3);
});
afterAll(async () => {
  await store.close();
  await database.stop();
});
afterEach(() => vi.restoreAllMocks());

async function storeReport(index: number): Promise<void> {
  const { job, attempt } = await beginJob(store);
  const report = newReport(job, join(database.dataDir, 'rows.copy'), { fileName: `report ${index}` });
  const cases = Array.from({ length: 1 + (index % 3) }, (_, seq) =>
    caseSample(report.id, seq, { score: seq, node: `node ${index}.${seq}`, alertCount: 1 + seq }),
  );
  writeCaseRows(report.caseRowsPath, cases);
  const refused: InvalidRowRecord[] = [
    { line: index, byteOffset: 0, reason: 'BAD_DATE', number: null, raw: 'x' },
  ];
  const invalidRows = join(database.dataDir, 'refused.copy');
  writeInvalidRows(invalidRows, report.id, refused);
  await store.reports.commit(attempt, asMade({ ...report, invalidRows }));
}

const QUERY = `query($first: Int) {
  reports(first: $first) {
    totalCount
    edges { node {
      fileName
      invalidRows { first { line } }
      cases { totalCount edges { node { node } } }
      loud: cases(orderBy: ALERT_COUNT, filter: { minScore: 1, search: "NODE" }, first: 1) {
        totalCount pageInfo { hasNextPage } edges { node { node } }
      }
    } }
  }
  jobs(first: $first) { report { fileName cases { edges { node { alertCount } } } } }
}`;

interface Answer {
  reports: {
    totalCount: number;
    edges: {
      node: {
        fileName: string;
        invalidRows: { first: { line: number }[] };
        cases: { totalCount: number; edges: { node: { node: string } }[] };
        loud: { totalCount: number; pageInfo: { hasNextPage: boolean }; edges: { node: { node: string } }[] };
      };
    }[];
  };
  jobs: { report: { fileName: string; cases: { edges: { node: { alertCount: number } }[] } } }[];
}

function run(source: string, first: number): Promise<ExecutionResult> {
  return Promise.resolve(
    graphql({
      schema,
      source,
      variableValues: { first },
      contextValue: graphContext(services, viewer, '127.0.0.1'),
    }),
  );
}

/** Reads of the tables during a query; not the settings that come with a new connection or a transaction. */
async function statementsOf(first: number): Promise<string[]> {
  const texts: string[] = [];
  const query = pg.Client.prototype.query;
  vi.spyOn(pg.Client.prototype, 'query').mockImplementation(function (
    this: pg.Client,
    ...args: Parameters<typeof query>
  ) {
    const [statement] = args as unknown[];
    const text = typeof statement === 'string' ? statement : ((statement as { text?: string })?.text ?? '');
    if (/FROM "?(cases|reports|jobs|invalid_rows|trends)/.test(text)) texts.push(text);
    return Reflect.apply(query, this, args);
  } as typeof query);
  const { errors } = await run(QUERY, first);
  expect(errors).toBeUndefined();
  vi.restoreAllMocks();
  return texts;
}

describe('a query of lists within lists', () => {
  test('asks the database as often for fifty reports as for two', async () => {
    const few = await statementsOf(2);
    const many = await statementsOf(REPORTS);
    expect(few.length).toBeGreaterThan(5);
    expect(many.length).toBe(few.length);
    // Reports and their number; refused rows; twice a page and a count of cases; jobs, their reports, their cases.
    expect(many.length).toBeLessThanOrEqual(10);
  });

  test('gives each report what is its own', async () => {
    const { reports, jobs } = (await run(QUERY, REPORTS)).data as unknown as Answer;
    expect(reports.totalCount).toBe(REPORTS);
    expect(reports.edges.map(({ node }) => node.fileName).sort()).toEqual(
      Array.from({ length: REPORTS }, (_, index) => `report ${index}`).sort(),
    );
    for (const { node } of reports.edges) {
      const index = Number(node.fileName.split(' ')[1]);
      const cases = 1 + (index % 3);
      expect(node.invalidRows.first).toEqual([{ line: index }]);
      expect(node.cases.totalCount).toBe(cases);
      expect(node.cases.edges.map((edge) => edge.node.node)).toEqual(
        Array.from({ length: cases }, (_, rank) => `node ${index}.${cases - 1 - rank}`),
      );
      expect(node.loud.totalCount).toBe(cases - 1);
      expect(node.loud.pageInfo.hasNextPage).toBe(cases > 2);
    }
    expect(jobs.map(({ report }) => report.fileName)).toEqual(reports.edges.map(({ node }) => node.fileName));
    expect(jobs.every(({ report }) => report.cases.edges.length > 0)).toBe(true);
  });

  test('a cursor of another report is the fault of its own list alone', async () => {
    const [a, b] = (await store.reports.page({ first: REPORTS })).edges
      .map(({ node }) => node)
      .filter(({ fileName }) => Number(fileName.split(' ')[1]) % 3 === 2);
    const after = (await store.cases.page(a.id, { first: 1 })).pageInfo.endCursor;
    const cases = `cases(first: 1, after: "${after}") { totalCount edges { node { node } } }`;
    const { data, errors } = await run(
      `{ a: report(id: "${a.id}") { ${cases} } b: report(id: "${b.id}") { ${cases} } }`,
      1,
    );
    expect(data).toMatchObject({ a: { cases: { totalCount: 3, edges: [{}] } }, b: null });
    expect(errors?.map(({ message, path }) => [path?.[0], message])).toEqual([
      ['b', 'after: this is not a cursor of this list, order and filter.'],
    ]);
  });
});
