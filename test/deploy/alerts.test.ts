import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { composeFile, fileOf } from './documents.js';
import { alerts } from './monitoring.js';
import { labelsOfTemplate, parseExpression } from './promql.js';

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
});
