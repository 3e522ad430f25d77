import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { golden } from '../support/golden.js';
import { Service } from '../support/service.js';

const { bytes, options, kpis, invalid, cases } = golden('20_gen1k_semicolon_bom');
const byKey = new Map(
  cases.map((expected, rank) => [expected.alertNumbers.join() + expected.lastEvent, rank]),
);

interface CaseNode {
  id: string;
  key: string;
  score: number;
  alertCount: number;
  lastEvent: string;
  action: string;
  group: string;
  assignmentGroup: string;
  alertNumbers: string[];
  statusChronology: (string | null)[];
  explanation: string;
  factors: Record<'risk' | 'action' | 'inefficiency' | 'volume', number>;
}
interface CasePage {
  totalCount: number;
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
  edges: { cursor: string; node: CaseNode }[];
}

let service: Service;
let reportId: string;

beforeAll(async () => {
  service = await Service.start();
  const job = await service.analyse<{ status: string; report: { id: string } }>(
    { bytes, options, fileName: 'Alertas março.csv' },
    'report { id }',
  );
  reportId = job.report.id;
});
afterAll(() => service?.stop());

async function report<Data>(
  fields: string,
  variables: Record<string, unknown> = {},
  declared = '',
): Promise<Data> {
  const query = `query($id: ID!${declared}) { report(id: $id) { ${fields} } }`;
  return (await service.data<{ report: Data }>(query, { id: reportId, ...variables })).report;
}

const KPIS =
  'totalCases totalAlerts actionableCases actionableAlerts remediatedCases remediatedAlerts unstableCases unstableAlerts attentionCases attentionAlerts automationSuccessRate invalidRows';

describe('a report', () => {
  test('has the figures that are expected', async () => {
    expect(await report(`kpis { ${KPIS} }`)).toEqual({ kpis });
  });

  test('says what was read, and how', async () => {
    const fields =
      'fileName periodStart periodEnd rows inputSha256 input { bytes delimiter encoding dateOrder utcOffset } ruleSet { id hash } warnings { code message } unknownValues { column value rows }';
    expect(await report(fields)).toMatchObject({
      fileName: 'Alertas março.csv',
      periodStart: expect.stringMatching(/^2025-\d\d-\d\dT\d\d:\d\d:\d\d$/),
      periodEnd: cases
        .map(({ lastEvent }) => lastEvent)
        .sort()
        .at(-1),
      inputSha256: createHash('sha256').update(bytes).digest('hex'),
      input: {
        bytes: bytes.length,
        delimiter: ';',
        encoding: 'utf-8',
        dateOrder: 'MDY',
        utcOffset: '-03:00',
      },
      ruleSet: { id: 'v1', hash: expect.stringMatching(/^[0-9a-f]{64}$/) },
    });
  });

  test('lists refused rows, by reason and one by one', async () => {
    const { invalidRows } = await report<{
      invalidRows: {
        total: number;
        byReason: { reason: string; rows: number }[];
        first: { reason: string; number: string | null; line: number; raw: string }[];
        two: unknown[];
      };
    }>(
      'invalidRows { total byReason { reason rows } first(first: 1000) { reason number line byteOffset raw } two: first(first: 2) { line } }',
    );
    expect(invalidRows.total).toBe(invalid.length);
    expect(invalidRows.two).toHaveLength(2);
    const pairs = (rows: { reason: string; number: string | null }[]) =>
      rows.map((row) => `${row.reason} ${row.number}`).sort();
    expect(pairs(invalidRows.first)).toEqual(pairs(invalid));
    expect(invalidRows.byReason.reduce((sum, { rows }) => sum + rows, 0)).toBe(invalid.length);
    const lines = invalidRows.first.map(({ line }) => line);
    expect(lines).toEqual([...lines].sort((a, b) => a - b));
  });

  test('has top lists', async () => {
    const { topSquads, topMetrics, all, unstable } = await report<{
      topSquads: { name: string; cases: number; score: number }[];
      topMetrics: { name: string; cases: number; alerts: number }[];
      all: { name: string; alerts: number }[];
      unstable: { name: string; alerts: number }[];
    }>(
      'topSquads { name cases score } topMetrics(first: 100) { name cases alerts } all: topProblems(first: 100) { name alerts } unstable: topProblems(group: UNSTABLE, first: 1) { name alerts }',
    );
    const scores = new Map<string, number>();
    for (const { group, assignmentGroup, score } of cases) {
      if (group === 'ACTIONABLE') scores.set(assignmentGroup, (scores.get(assignmentGroup) ?? 0) + score);
    }
    const best = [...scores].sort((a, b) => b[1] - a[1]).slice(0, 5);
    expect(topSquads.map(({ name }) => name)).toEqual(best.map(([name]) => name));
    for (const [rank, { score }] of topSquads.entries()) expect(score).toBeCloseTo(best[rank][1], 6);
    expect(topMetrics.reduce((sum, { cases: count }) => sum + count, 0)).toBe(kpis.actionableCases);
    expect(all.reduce((sum, { alerts }) => sum + alerts, 0)).toBe(kpis.totalAlerts);
    expect(unstable).toHaveLength(1);
  });

  test('is on the dashboard, in the list, and with its job', async () => {
    const { dashboard, reports, jobs } = await service.data<{
      dashboard: { latest: { id: string }; kpis: unknown };
      reports: { totalCount: number; edges: { node: { id: string } }[]; pageInfo: { hasNextPage: boolean } };
      jobs: { status: string; createdBy: string; report: { id: string } }[];
    }>(
      `{ dashboard { latest { id } kpis { ${KPIS} } } reports { totalCount edges { node { id } } pageInfo { hasNextPage } } jobs { status createdBy report { id } } }`,
    );
    expect(dashboard).toEqual({ latest: { id: reportId }, kpis });
    expect(reports).toMatchObject({ totalCount: 1, edges: [{ node: { id: reportId } }] });
    expect(reports.pageInfo.hasNextPage).toBe(false);
    expect(jobs).toEqual([{ status: 'SUCCEEDED', createdBy: 'admin', report: { id: reportId } }]);
  });

  test('that does not exist is null', async () => {
    for (const id of ['nothing', '00000000-0000-4000-8000-000000000000', "'; --", '\u0000']) {
      expect(
        await service.data('query($id: ID!) { report(id: $id) { id } job(id: $id) { id } }', { id }),
      ).toEqual({
        report: null,
        job: null,
      });
    }
  });
});

const CASE_FIELDS =
  'id key score alertCount lastEvent action group assignmentGroup explanation alertNumbers(first: 1000) statusChronology(first: 1000) factors { risk action inefficiency volume }';

async function casePage(args: string): Promise<CasePage> {
  const fields = `cases${args} { totalCount pageInfo { hasNextPage endCursor } edges { cursor node { ${CASE_FIELDS} } } }`;
  return (await report<{ cases: CasePage }>(fields)).cases;
}

const expectedOf = (node: CaseNode) => cases[byKey.get(node.alertNumbers.join() + node.lastEvent) ?? -1];

describe('cases', () => {
  test('are the expected ones, whole', async () => {
    const { edges, totalCount, pageInfo } = await casePage('(first: 200)');
    expect([edges.length, totalCount, pageInfo.hasNextPage]).toEqual([cases.length, cases.length, false]);
    for (const { node } of edges) {
      const expected = expectedOf(node);
      expect(node).toMatchObject({
        alertCount: expected.alertCount,
        action: expected.action,
        group: expected.group,
        statusChronology: expected.statusChronology,
      });
      const { risk, action, inefficiency, volume } = node.factors;
      expect(node.score).toBe(risk * action * inefficiency * volume);
      expect(node.score).toBeCloseTo(expected.score, 9);
      expect(node.explanation).toContain(`Score ${node.score.toFixed(1)}`);
      expect(node.key).toMatch(/^[0-9a-f]{32}$/);
    }
    expect(new Set(edges.map(({ node }) => node.id)).size).toBe(cases.length);
  });

  test.each([
    ['SCORE', (node: CaseNode) => node.score],
    ['ALERT_COUNT', (node: CaseNode) => node.alertCount],
    ['LAST_EVENT', (node: CaseNode) => Date.parse(`${node.lastEvent}Z`)],
  ])('come in pages, ordered by %s', async (order, value) => {
    const seen: CaseNode[] = [];
    let after = '';
    for (;;) {
      const page = await casePage(`(orderBy: ${order}, first: 7${after})`);
      seen.push(...page.edges.map(({ node }) => node));
      expect(page.edges.at(-1)?.cursor).toBe(page.pageInfo.endCursor);
      if (!page.pageInfo.hasNextPage) break;
      after = `, after: ${JSON.stringify(page.pageInfo.endCursor)}`;
    }
    const rank = (node: CaseNode) => cases.indexOf(expectedOf(node));
    const expected = [...seen].sort((a, b) => value(b) - value(a) || rank(a) - rank(b));
    expect(seen.map(rank)).toEqual(expected.map(rank));
    expect(seen).toHaveLength(cases.length);
  });

  test.each([
    ['groups: [UNSTABLE]', ({ group }: CaseNode) => group === 'UNSTABLE'],
    ['actions: [ALWAYS_OK, STABILIZED]', ({ action }: CaseNode) => /ALWAYS_OK|STABILIZED/.test(action)],
    ['groups: [], actions: []', () => true],
    ['minScore: 60', ({ score }: CaseNode) => score >= 60],
    [
      'assignmentGroup: "SQUAD_AGENCIAS", groups: [ACTIONABLE]',
      (node: CaseNode) => node.assignmentGroup === 'SQUAD_AGENCIAS' && node.group === 'ACTIONABLE',
    ],
    ['assignmentGroup: "squad_agencias"', () => false],
    ['search: "%"', (node: CaseNode) => expectedOf(node).shortDescription.includes('%')],
  ])('are filtered by { %s }', async (filter, holds) => {
    const all = (await casePage('(first: 200)')).edges.map(({ node }) => node);
    const page = await casePage(`(filter: { ${filter} }, first: 200)`);
    expect(page.edges.map(({ node }) => node.id)).toEqual(all.filter(holds).map(({ id }) => id));
    expect(page.totalCount).toBe(page.edges.length);
  });

  test('give as much of their lists as is asked for', async () => {
    const fragment = 'fragment Lists on Case { alertNumbers(first: $n) statusChronology(first: 2) }';
    const query = `query($id: ID!, $n: Int) { report(id: $id) { cases(orderBy: ALERT_COUNT, first: 1) { edges { node { ...Lists plain: alertNumbers } } } } } ${fragment}`;
    const { report: found } = await service.data<{
      report: {
        cases: { edges: { node: { alertNumbers: string[]; statusChronology: string[]; plain: string[] } }[] };
      };
    }>(query, { id: reportId, n: 3 });
    const [{ node }] = found.cases.edges;
    const biggest = [...cases].sort((a, b) => b.alertCount - a.alertCount)[0];
    expect(node.alertNumbers).toEqual(biggest.alertNumbers.slice(0, 3));
    expect(node.statusChronology).toEqual(biggest.statusChronology.slice(0, 2));
    expect(node.plain).toEqual(biggest.alertNumbers.slice(0, 100));
  });

  test.each([
    ['cases(first: 0) { totalCount }'],
    ['cases(first: 201) { totalCount }'],
    ['cases(first: -1) { totalCount }'],
    ['cases(after: "rubbish") { totalCount }'],
    ['topSquads(first: 101) { name }'],
    ['topProblems(first: 0) { name }'],
    ['topMetrics(first: -5) { name }'],
    ['invalidRows { first(first: 1001) { line } }'],
    ['cases { edges { node { alertNumbers(first: 0) } } }'],
    ['cases { edges { node { statusChronology(first: 1001) } } }'],
  ])('%s is BAD_USER_INPUT', async (fields) => {
    const { errors } = await service.gql('query($id: ID!) { report(id: $id) { '.concat(fields, ' } }'), {
      id: reportId,
    });
    expect(errors[0].extensions.code).toBe('BAD_USER_INPUT');
  });

  test('a cursor of another order or filter is BAD_USER_INPUT', async () => {
    const { pageInfo } = await casePage('(first: 1)');
    const after = JSON.stringify(pageInfo.endCursor);
    for (const args of [`orderBy: LAST_EVENT, after: ${after}`, `filter: { minScore: 1 }, after: ${after}`]) {
      const { errors } = await service.gql(
        `query($id: ID!) { report(id: $id) { cases(${args}) { totalCount } } }`,
        { id: reportId },
      );
      expect(errors[0].extensions.code).toBe('BAD_USER_INPUT');
    }
  });
});

describe('the same file as gzip', () => {
  test('gives the same report, with the facts of the bytes as uploaded', async () => {
    const packed = gzipSync(bytes);
    const job = await service.analyse<{ status: string; report: Record<string, unknown> }>(
      { bytes: packed, options, fileName: 'alerts.csv.gz' },
      `report { inputSha256 input { bytes } kpis { ${KPIS} } }`,
    );
    expect(job.report).toEqual({
      inputSha256: createHash('sha256').update(packed).digest('hex'),
      input: { bytes: packed.length },
      kpis,
    });
  });
});
