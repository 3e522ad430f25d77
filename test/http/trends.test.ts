import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { ownBytes } from '../support/ownBytes.js';
import { failing, PAIRS, pair, ROW, TREND_FIELDS } from '../support/pairs.js';
import { near } from '../support/referenceFacts.js';
import { Service } from '../support/service.js';

interface Trend {
  id: string;
  verdict: string;
  previous: { id: string } | null;
  current: { id: string } | null;
}
interface Uploaded {
  status: string;
  report: { id: string };
  trend: Trend | null;
}

const SHORT = 'id verdict previous { id } current { id }';

let service: Service;
beforeAll(async () => {
  service = await Service.start({ env: { JOBS_AT_ONCE: '2' } });
});
afterAll(() => service?.stop());

async function uploaded(
  bytes: Uint8Array | string,
  options: Record<string, unknown> = {},
): Promise<Uploaded> {
  return service.analyse<Uploaded>({ bytes: ownBytes(bytes), options }, `report { id } trend { ${SHORT} }`);
}

async function trendOf(reportId: string): Promise<Trend | null> {
  const query = `query($id: ID!) { report(id: $id) { trend { ${SHORT} } } }`;
  return (await service.data<{ report: { trend: Trend | null } }>(query, { id: reportId })).report.trend;
}

/** The id of the report that a report is compared with; null when it has no trend. */
async function previousOf({ report }: Uploaded): Promise<string | null> {
  return (await trendOf(report.id))?.previous?.id ?? null;
}

async function wholeTrend(reportId: string): Promise<Record<string, unknown>> {
  const query = `query($id: ID!) { report(id: $id) { trend { ${TREND_FIELDS} } } } ${ROW}`;
  return (await service.data<{ report: { trend: Record<string, unknown> } }>(query, { id: reportId })).report
    .trend;
}

async function removeReports(): Promise<void> {
  const { reports } = await service.data<{ reports: { edges: { node: { id: string } }[] } }>(
    '{ reports(first: 100) { edges { node { id } } } }',
  );
  for (const { node } of reports.edges) await service.data(`mutation { deleteReport(id: "${node.id}") }`);
}

describe.each(PAIRS)('golden pair %s', (folder) => {
  const { previous, current, options, trend } = pair(folder);
  // The next begins with an empty timeline.
  afterEach(removeReports);

  // In one timeline: equal periods, of which the last created counts, and which do not count for each other.
  test('uploaded in order, in reverse order, and both at once', async () => {
    const inOrder = [await uploaded(previous, options), await uploaded(current, options)];
    expect(await wholeTrend(inOrder[1].report.id)).toEqual(near(trend));
    expect(inOrder[1].trend).toEqual(await trendOf(inOrder[1].report.id));
    expect(inOrder[0].trend).toBeNull();

    const late = await uploaded(current, options);
    const early = await uploaded(previous, options);
    expect(await wholeTrend(late.report.id)).toEqual(near(trend));
    expect(await previousOf(late)).toBe(early.report.id);
    expect(await previousOf(early)).toBeNull();

    const [one, other] = await Promise.all([uploaded(current, options), uploaded(previous, options)]);
    expect(await wholeTrend(one.report.id)).toEqual(near(trend));
    expect(await previousOf(one)).toBe(other.report.id);
    // All that came before are against the last created of the earlier period by now.
    expect(await previousOf(inOrder[1])).toBe(other.report.id);
    expect(await previousOf(late)).toBe(other.report.id);
  });
});

describe('the timeline', () => {
  const day = (date: number, ...nodes: string[]) =>
    failing(`2025-03-${String(date).padStart(2, '0')} 10:00`, ...nodes);
  const dashboard = async () =>
    (
      await service.data<{ dashboard: { latestTrend: Trend | null; trendHistory: Trend[] } }>(
        `{ dashboard { latestTrend { ${SHORT} } trendHistory(first: 60) { ${SHORT} } } }`,
      )
    ).dashboard;

  test('begins without a trend, and grows by late files, equal periods and empty reports', async () => {
    expect(await dashboard()).toEqual({ latestTrend: null, trendHistory: [] });
    const third = await uploaded(day(3, 'a', 'b'));
    const tenth = await uploaded(day(10, 'b', 'c'));
    expect(await previousOf(tenth)).toBe(third.report.id);
    const before = await trendOf(tenth.report.id);

    const empty = await uploaded(failing('2025-03-06 10:00'));
    expect(empty.trend).toBeNull();
    expect(await trendOf(tenth.report.id)).toEqual(before);

    // Between the two: compared with the one before, and the one after with it.
    const seventh = await uploaded(day(7, 'b'));
    expect(seventh.trend).toMatchObject({ verdict: 'IMPROVEMENT', previous: { id: third.report.id } });
    expect(await trendOf(tenth.report.id)).toMatchObject({
      verdict: 'REGRESSION',
      previous: { id: seventh.report.id },
    });
    const replaced = await service.data('query($id: ID!) { trend(id: $id) { id } }', { id: before?.id });
    expect(replaced).toEqual({ trend: null });
    expect((await dashboard()).latestTrend).toEqual(await trendOf(tenth.report.id));

    // Its own period again: not its own previous, and the next one's by being the last created.
    const again = await uploaded(day(7, 'b', 'd'));
    expect(await previousOf(again)).toBe(third.report.id);
    expect(await previousOf(seventh)).toBe(third.report.id);
    expect(await previousOf(tenth)).toBe(again.report.id);

    const { trendHistory } = await dashboard();
    expect(trendHistory.map(({ current }) => current?.id).sort()).toEqual(
      [seventh, again, tenth].map(({ report }) => report.id).sort(),
    );
  });

  test('goes by nanoseconds', async () => {
    const first = await uploaded(failing('2025-04-01 10:00:00.000000001', 'a'));
    const second = await uploaded(failing('2025-04-01 10:00:00.000000002', 'a', 'b'));
    const same = await uploaded(failing('2025-04-01 10:00:00.000000002', 'a'));
    expect(await previousOf(second)).toBe(first.report.id);
    expect(await previousOf(same)).toBe(first.report.id);
  });

  test('holds when many files come at the same moment', async () => {
    const days = [5, 2, 4, 1, 3];
    const all = await Promise.all(
      days.map((date) => uploaded(failing(`2026-01-0${date} 08:00`, 'x', `n${date}`))),
    );
    const byDay = [1, 2, 3, 4, 5].map((date) => all[days.indexOf(date)]);
    for (let at = 1; at < byDay.length; at++) {
      expect(await previousOf(byDay[at])).toBe(byDay[at - 1].report.id);
    }
  });

  test('keeps a report without a trend when that is asked for, also when an older file comes', async () => {
    const alone = await uploaded(failing('2027-01-05 08:00', 'a'), { compareWithPrevious: false });
    expect(alone.trend).toBeNull();
    const older = await uploaded(failing('2027-01-03 08:00', 'a'));
    expect(older.trend).not.toBeNull();
    expect(await trendOf(alone.report.id)).toBeNull();
    const later = await uploaded(failing('2027-01-06 08:00', 'b'));
    expect(await previousOf(later)).toBe(alone.report.id);
  });

  test('lists trends page by page, and downloads what they are made of', async () => {
    const page = `edges { cursor node { ${SHORT} diagnosis previousFileName currentFileName artifacts { kind name bytes url } } } pageInfo { hasNextPage endCursor } totalCount`;
    interface TrendPage {
      trends: {
        edges: {
          cursor: string;
          node: Trend & { artifacts: { kind: string; bytes: number; url: string }[] };
        }[];
        pageInfo: { hasNextPage: boolean; endCursor: string };
        totalCount: number;
      };
    }
    const all = (await service.data<TrendPage>(`{ trends(first: 100) { ${page} } }`)).trends;
    expect(all.totalCount).toBe(all.edges.length);
    const firstPage = (await service.data<TrendPage>(`{ trends(first: 2) { ${page} } }`)).trends;
    expect(firstPage.pageInfo.hasNextPage).toBe(true);
    const secondPage = (
      await service.data<TrendPage>(`query($after: String) { trends(first: 2, after: $after) { ${page} } }`, {
        after: firstPage.pageInfo.endCursor,
      })
    ).trends;
    const ids = (edges: TrendPage['trends']['edges']) => edges.map(({ node }) => node.id);
    expect([...ids(firstPage.edges), ...ids(secondPage.edges)]).toEqual(ids(all.edges).slice(0, 4));

    const { node } = all.edges[0];
    const json = node.artifacts.find(({ kind }) => kind === 'TREND_JSON');
    const response = await fetch(`${service.url}${json?.url}`);
    const text = await response.text();
    expect(Buffer.byteLength(text)).toBe(json?.bytes);
    expect(JSON.parse(text)).toMatchObject({ verdict: node.verdict, kpis: expect.any(Object) });
  });

  test.each(['trends(first: 0)', 'trends(first: 201)', 'trends(after: "x")'])(
    '%s is BAD_USER_INPUT',
    async (field) => {
      const { errors } = await service.gql(`{ ${field} { totalCount } }`);
      expect(errors[0].extensions.code).toBe('BAD_USER_INPUT');
    },
  );

  test('what nobody knows is null, and nothing is for strangers', async () => {
    for (const id of ['x', '00000000-0000-4000-8000-000000000000']) {
      expect(await service.data('query($id: ID!) { trend(id: $id) { id } }', { id })).toEqual({
        trend: null,
      });
    }
    const { errors } = await service.gql('{ trends { totalCount } }', {}, null);
    expect(errors[0].extensions.code).toBe('UNAUTHENTICATED');
  });
});
