import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PROJECT_ROOT } from '../../../src/paths.js';
import { alertsParquet } from '../../../src/reports/parquet/alertsParquet.js';
import { casesParquet } from '../../../src/reports/parquet/casesParquet.js';
import { type FactRow, factsOf, row, rowsOf } from '../../support/facts.js';
import { golden } from '../../support/golden.js';
import { referenceOf } from '../../support/referenceFacts.js';
import { casesOf, NASTY_TEXTS, sourceOf } from '../support.js';
import { bytesOf, queried, writeTables } from './support.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parquet-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const page = readFileSync(join(PROJECT_ROOT, 'docs/analytics.md'), 'utf8');

/** The query of the page, over the folder of the test. */
function documented(): string {
  const [, sql] = /```sql duckdb\n([^`]*)```/.exec(page) ?? [];
  return sql.replace('data/objects', folder);
}

const table = (name: string) =>
  `read_parquet('${folder}/reports/*/*/parquet/${name}/*/*/*.parquet', hive_partitioning = true)`;

const MIXED: FactRow[] = [
  ...rowsOf(['Canceled', 'Closed', null], { node: 'actionable' }),
  ...rowsOf(['Closed'], { node: 'remediated' }),
  ...rowsOf(Array(5).fill('Closed'), { node: 'unstable' }),
  ...rowsOf(['Closed Skipped'], { node: 'attention' }),
  ...rowsOf([null, null], { node: 'blank' }),
];

describe('the tables of reports', () => {
  it('give back the KPIs of each by the documented query', async () => {
    const many = Array.from({ length: 22_000 }, (_, i) =>
      row({ node: `node ${i % 20_500}`, number: `N${i}`, status: i % 3 === 0 ? 'Closed' : 'Canceled' }),
    );
    const sources = {
      a: sourceOf(factsOf(MIXED, { invalidRows: { total: 3, byReason: { BAD_DATE: 3 } } })),
      b: sourceOf(factsOf(many)),
    };
    for (const [id, source] of Object.entries(sources)) writeTables(folder, source, id);
    const rows = await queried(documented());
    expect(rows.map(({ report }) => report)).toEqual(['a', 'b']);
    for (const { report, ...kpis } of rows) {
      const numbers = Object.fromEntries(Object.entries(kpis).map(([name, value]) => [name, Number(value)]));
      expect(numbers).toEqual(sources[report as 'a' | 'b'].judgement.kpis);
    }
    const counted = await queried(
      `SELECT report, count(*)::int AS n FROM ${table('alerts')} GROUP BY 1 ORDER BY 1`,
    );
    expect(counted.map(({ n }) => n)).toEqual(
      Object.values(sources).map((s) => s.judgement.kpis.totalAlerts),
    );
  });

  it('give back what independent rules say of each golden file', async () => {
    const root = join(PROJECT_ROOT, 'test/golden');
    const names = readdirSync(root).filter((name) => existsSync(join(root, name, 'input.csv')));
    const expected: Record<string, unknown> = {};
    for (const name of names) {
      const { bytes, options, kpis } = golden(name);
      writeTables(folder, sourceOf(referenceOf(bytes, options).facts), name);
      expected[name] = Object.fromEntries(
        Object.entries(kpis).map(([kpi, value]) => [
          kpi,
          kpi.endsWith('Rate') ? expect.closeTo(value, 9) : value,
        ]),
      );
    }
    const rows = await queried(documented());
    expect(rows.map(({ report }) => report)).toEqual(names);
    for (const { report, ...kpis } of rows) {
      const numbers = Object.fromEntries(Object.entries(kpis).map(([kpi, value]) => [kpi, Number(value)]));
      expect(numbers, String(report)).toMatchObject(expected[String(report)] as object);
    }
  });

  it('hold every case as the report has it, whatever its texts', async () => {
    const nasty = NASTY_TEXTS.flatMap((text, i) => [
      row({ node: text, number: `${text}1`, status: text }),
      row({ node: text, number: `${text}2`, status: i % 2 === 0 ? null : text }),
    ]);
    const source = sourceOf(factsOf([...nasty, ...MIXED]));
    writeTables(folder, source, 'a');
    const rows = await queried(
      `SELECT *, strftime(first_event, '%Y-%m-%dT%H:%M:%S') AS first, strftime(last_event, '%Y-%m-%dT%H:%M:%S') AS last
       FROM ${table('cases')}`,
    );
    const numbers = await queried(`SELECT case_key, number FROM ${table('alerts')}`);
    expect(
      rows.map((found) => ({
        key: found.case_key,
        assignmentGroup: found.assignment_group,
        shortDescription: found.short_description,
        node: found.node,
        cmdbCiClass: found.cmdb_ci_class,
        cmdbCi: found.cmdb_ci,
        source: found.source,
        metricName: found.metric_name,
        firstEvent: found.first,
        lastEvent: found.last,
        alertCount: found.alert_count,
        alertNumbers: numbers.filter((n) => n.case_key === found.case_key).map(({ number }) => number),
        lastTaskStatus: found.last_task_status,
        statusChronology: found.status_chronology,
        action: found.action,
        group: found.action_group,
        score: found.score,
        factors: {
          risk: found.risk,
          action: found.action_factor,
          inefficiency: found.inefficiency,
          volume: found.volume,
        },
        explanation: found.explanation,
      })),
    ).toEqual(JSON.parse(JSON.stringify(casesOf(source)).replace(/(?<!\\)"\ufeff/g, '"')));
    // The client drops a mark at the beginning of a text; the file has it.
    const [{ marked }] = await queried(
      `SELECT count(*)::int AS marked FROM ${table('cases')} WHERE starts_with(node, chr(65279))`,
    );
    expect(marked).toBe(1);
    const { start, end } = source.summary.period;
    expect(rows[0].period).toBe(start?.slice(0, 7));
    expect(String(rows[0].period_end).replace(' ', 'T')).toBe(end);
  });

  it('are the same bytes each time', () => {
    const source = () => sourceOf(factsOf(MIXED));
    expect(bytesOf(casesParquet(source()))).toEqual(bytesOf(casesParquet(source())));
    expect(bytesOf(alertsParquet(source()))).toEqual(bytesOf(alertsParquet(source())));
  });

  it('are written in groups of bounded size, and read as one', async () => {
    const many = Array.from({ length: 150_000 }, (_, i) =>
      row({ node: `node ${Math.min(i % 5, 3)}`, number: `N${i}`, status: i % 7 === 0 ? null : 'Closed' }),
    );
    const source = sourceOf(factsOf(many));
    writeTables(folder, source, 'a');
    const groups = (name: string) =>
      queried(
        `SELECT row_group_num_rows::int AS n FROM parquet_metadata('${folder}/reports/*/*/parquet/${name}/*/*/*.parquet')
         WHERE column_id = 0 ORDER BY row_group_id`,
      );
    expect(await groups('alerts')).toEqual([{ n: 65_536 }, { n: 65_536 }, { n: 18_928 }]);
    const cases = await queried(
      `SELECT node, len(status_chronology)::int AS entries,
         len(list_filter(status_chronology, lambda s: s IS NULL))::int AS nulls
       FROM ${table('cases')} ORDER BY node`,
    );
    const alerts = await queried(
      `SELECT (SELECT node FROM ${table('cases')} c WHERE c.case_key = a.case_key) AS node,
         count(*)::int AS alerts, count(DISTINCT number)::int AS numbers
       FROM ${table('alerts')} a GROUP BY 1 ORDER BY 1`,
    );
    const countOf = (node: number) => many.filter(({ key }) => key[2] === `node ${node}`).length;
    const nullsOf = (node: number) =>
      many.filter(({ key, alert }) => key[2] === `node ${node}` && alert.status === null).length;
    const nodes = [0, 1, 2, 3].map((node) => ({ node: `node ${node}` }));
    expect(cases).toEqual(nodes.map((node, i) => ({ ...node, entries: countOf(i), nulls: nullsOf(i) })));
    expect(alerts).toEqual(nodes.map((node, i) => ({ ...node, alerts: countOf(i), numbers: countOf(i) })));
  });

  it('hold long texts in groups of their own', async () => {
    const long = (i: number) => `${i}${'x'.repeat(100_000)}`;
    const rows = Array.from({ length: 100 }, (_, i) =>
      row({ node: long(i), number: long(i), status: long(i) }),
    );
    const source = sourceOf(factsOf(rows));
    const chunks = Array.from(casesParquet(source), ({ length }) => length);
    expect(Math.max(...chunks)).toBeLessThan(4.5 * 1024 * 1024);
    writeTables(folder, source, 'a');
    expect(
      await queried(
        `SELECT count(DISTINCT number)::int AS n, count(DISTINCT case_last_task_status)::int AS s, min(length(number))::int AS l
         FROM ${table('alerts')}`,
      ),
    ).toEqual([{ n: 100, s: 100, l: 100_001 }]);
  });

  it('say from when to when, so that readers pass by what they do not need', async () => {
    const early = row({ at: '1969-12-31T23:59:58', nanos: 999_999_999, node: 'early' });
    const late = row({ at: '2025-01-20T10:00:01', nanos: 123_456_789, node: 'late' });
    writeTables(folder, sourceOf(factsOf([early, late])), 'a');
    const bounds = await queried(
      `SELECT DISTINCT stats_min_value AS least, stats_max_value AS greatest
       FROM parquet_metadata('${folder}/reports/*/*/parquet/cases/*/*/*.parquet') WHERE path_in_schema = 'first_event'`,
    );
    expect(bounds).toEqual([{ least: '1969-12-31 23:59:58.999999', greatest: '2025-01-20 10:00:01.123456' }]);
    const found = await queried(
      `SELECT node FROM ${table('cases')} WHERE first_event < TIMESTAMP '1970-01-01'`,
    );
    expect(found).toEqual([{ node: 'early' }]);
  });
});
