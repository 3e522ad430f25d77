import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { PROJECT_ROOT } from '../../src/paths.js';
import { composeFile, fileOf } from './documents.js';
import { alerts } from './monitoring.js';
import { labelsOfTemplate, parseExpression } from './promql.js';

/** Series, and the alerts that they raise. */
const RAISED = 'test/deploy/alerts.promtool.yml';

interface Raised {
  alertname: string;
  exp_alerts: unknown[];
}

const rules = alerts().map((alert) => [alert.alert, alert] as const);

describe('the alerts', () => {
  test('are read by Prometheus of the compose file', () => {
    const { rule_files } = parse(fileOf('deploy/prometheus/prometheus.yml'));
    const { prometheus } = composeFile().services as Record<string, { volumes: string[] }>;
    expect(rule_files).toEqual(['alerts.yml']);
    expect(prometheus.volumes).toContain('./deploy/prometheus/alerts.yml:/etc/prometheus/alerts.yml:ro');
  });

  test('have each a name of its own, which the page for operators explains', () => {
    const names = rules.map(([name]) => name);
    expect(new Set(names).size).toBe(names.length);
    const explained = [...fileOf('docs/operations.md').matchAll(/^\| `(SmartRemedy\w+)` \|/gm)];
    expect(explained.map(([, name]) => name)).toEqual(names);
  });

  test.each(rules)('%s asks in PromQL, and tells what it has found', (_name, rule) => {
    expect(parseExpression(rule.expr).series.length).toBeGreaterThan(0);
    expect(['page', 'ticket']).toContain(rule.labels.severity);
    expect(rule.for ?? '0m').toMatch(/^\d+m$/);
    expect(rule.annotations.summary).not.toBe('');
  });

  test.each(rules)('%s names no label that its expression has summed away', (_name, rule) => {
    const { annotations, expr } = rule;
    const named = Object.values(annotations).flatMap((text) => labelsOfTemplate(text ?? ''));
    if (!/^\s*sum|^\s*max/.test(expr)) return;
    const kept = parseExpression(expr).labels.map(({ label }) => label);
    for (const label of named) expect(kept).toContain(label);
  });

  test('are each raised by a series in the file for promtool', () => {
    const [{ alert_rule_test }] = parse(fileOf(RAISED)).tests as [{ alert_rule_test: Raised[] }];
    const raised = alert_rule_test.filter(({ exp_alerts }) => exp_alerts.length > 0);
    expect(raised.map(({ alertname }) => alertname).sort()).toEqual(rules.map(([name]) => name).sort());
  });

  const hasPromtool = spawnSync('promtool', ['--version']).status === 0;
  test.runIf(hasPromtool)('are raised when they should, as promtool sees it', () => {
    const { status, stdout, stderr } = spawnSync('promtool', ['test', 'rules', join(PROJECT_ROOT, RAISED)], {
      encoding: 'utf8',
    });
    expect(status, `${stdout}${stderr}`).toBe(0);
  });
});
