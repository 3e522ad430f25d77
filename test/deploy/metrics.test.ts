import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { PROJECT_ROOT } from '../../src/paths.js';
import { Service } from '../support/service.js';
import { fileOf } from './documents.js';
import { type Family, familiesOf, familyOf } from './exposition.js';
import { alerts, dashboard, drawnPanels } from './monitoring.js';
import { parseExpression } from './promql.js';

/** What Prometheus adds to each series of a process, and what it says of each process itself. */
const OF_PROMETHEUS = ['job', 'instance'];
const UP: Family = { name: 'up', type: 'gauge', help: '', labels: [] };

/** What a process shows once it has made a report, and has been asked for it. */
let families: Map<string, Family>;
beforeAll(async () => {
  const service = await Service.start();
  try {
    const bytes = readFileSync(join(PROJECT_ROOT, 'test/golden/05_validation/input.csv'));
    await service.analyse({ bytes });
    await service.data('{ dashboard { latest { id } } }');
    const answer = await fetch(`${service.url}/metrics`);
    families = familiesOf(await answer.text()).set(UP.name, UP);
  } finally {
    await service.stop();
  }
});

const ours = () => [...families.values()].filter(({ name }) => name.startsWith('smartremedy_'));

const drawn = drawnPanels().map(
  ({ title, targets = [] }) => [title, targets.map(({ expr }) => expr)] as const,
);
const rules = alerts().map(({ alert, expr }) => [alert, [expr]] as const);

describe('what the service shows of itself', () => {
  test.each([...drawn, ...rules])(
    'has the series and labels that are asked for: %s',
    (_title, expressions) => {
      for (const { series, labels } of expressions.map(parseExpression)) {
        for (const one of series) expect(familyOf(one, families), one).toBeDefined();
        for (const { series: one, label } of labels) {
          const own = familyOf(one, families)?.labels ?? [];
          const ofBuckets = one.endsWith('_bucket') ? ['le'] : [];
          expect([...own, ...ofBuckets, ...OF_PROMETHEUS], one).toContain(label);
        }
      }
    },
  );

  test('has what the variables of the dashboard are chosen from', () => {
    for (const { query } of dashboard().templating.list) {
      const [, selector, label] = /^label_values\((.+), (\w+)\)$/.exec(query.query) ?? [];
      const [series] = parseExpression(selector).series;
      expect([...(familyOf(series, families)?.labels ?? []), ...OF_PROMETHEUS]).toContain(label);
    }
  });

  test('is all on the dashboard', () => {
    const shown = drawn.flatMap(([, expressions]) =>
      expressions.flatMap((one) => parseExpression(one).series),
    );
    const names = new Set(shown.map((series) => familyOf(series, families)?.name));
    expect(ours().length).toBeGreaterThan(15);
    for (const { name } of ours()) expect(names).toContain(name);
  });

  test('is what the page for operators says', () => {
    const [, table] = fileOf('docs/operations.md').split(/<!-- metrics:(?:begin|end) -->/);
    const said = table.split('\n').filter((line) => line.startsWith('| `'));
    expect(said).toEqual(ours().map(rowOf));
  });
});

function rowOf({ name, type, labels, help }: Family): string {
  return `| \`${name}\` | ${type} | ${labels.map((label) => `\`${label}\``).join(' ')} | ${help} |`;
}
