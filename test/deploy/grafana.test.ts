import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { fileOf } from './documents.js';
import { dashboard, drawnPanels } from './monitoring.js';
import { labelsOfTemplate, parseExpression } from './promql.js';

const { panels, templating } = dashboard();
const drawn = drawnPanels().map((panel) => [panel.title, panel] as const);
const [{ uid }] = parse(fileOf('deploy/grafana/provisioning/datasources/prometheus.yml')).datasources;

/** Units of Grafana that are used. A misspelt one is shown as it stands. */
const UNITS = ['s', 'short', 'bytes', 'Bps', 'rowsps', 'ops', 'reqps', 'percentunit'];

describe('the dashboard', () => {
  test('has panels of its own number, none over another', () => {
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, cell) => `${x + (cell % w)},${y + Math.floor(cell / w)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
    for (const { gridPos } of panels) expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24);
  });

  test('has a row for each part of the service', () => {
    expect(panels.filter(({ type }) => type === 'row').map(({ title }) => title)).toEqual([
      'Service',
      'Uploads',
      'Jobs and queue',
      'Stages',
      'Throughput',
      'Database pools',
      'Cache',
      'Process and event loop',
    ]);
  });

  test.each(drawn)('%s: says what it is, in a unit, from the data source that there is', (_title, panel) => {
    expect(panel.description).toMatch(/\.$/);
    // Those that come with Grafana: nothing is installed.
    expect(['timeseries', 'stat', 'heatmap']).toContain(panel.type);
    expect(UNITS).toContain(panel.fieldConfig?.defaults.unit ?? panel.options?.yAxis?.unit);
    const sources = [panel, ...(panel.targets ?? [])].map(({ datasource }) => datasource);
    for (const source of sources) expect(source).toEqual({ type: 'prometheus', uid });
    expect(new Set(panel.targets?.map(({ refId }) => refId)).size).toBe(panel.targets?.length);
  });

  test.each(drawn)('%s: asks in PromQL, for the processes that were chosen', (_title, { targets = [] }) => {
    for (const { expr, legendFormat } of targets) {
      const { series, labels } = parseExpression(expr);
      expect(series.length).toBeGreaterThan(0);
      for (const one of series) {
        const asked = labels.filter((use) => use.series === one).map(({ label }) => label);
        expect(asked).toEqual(expect.arrayContaining(['job', 'instance']));
      }
      const chosen = [...expr.matchAll(/"\$(\w+)"/g)].map(([, name]) => name);
      expect(templating.list.map(({ name }) => name)).toEqual(expect.arrayContaining(chosen));
      // What a query has grouped away cannot be in its legend.
      const grouped = labels.map(({ label }) => label);
      expect(grouped).toEqual(expect.arrayContaining(labelsOfTemplate(legendFormat)));
    }
  });

  test('chooses by variables that ask the same data source', () => {
    expect(templating.list.map(({ name }) => name)).toEqual(['job', 'instance', 'stage']);
    for (const { datasource } of templating.list) expect(datasource.uid).toBe(uid);
  });
});

describe('the grammar', () => {
  test('refuses what is no PromQL, and tells what an expression reads', () => {
    expect(() => parseExpression('sum(rate(a[5m])')).toThrow('No PromQL');
    expect(parseExpression('sum by (b) (rate(a{c="d"}[$__rate_interval]))')).toEqual({
      series: ['a'],
      labels: [
        { series: 'a', label: 'c' },
        { series: 'a', label: 'b' },
      ],
    });
  });
});
