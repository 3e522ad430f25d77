import { expect, test } from 'vitest';
import { summaryOf } from './summary.js';
import { analyze, file, line } from './support.js';

test('the summary has the names of the contract, and its cases in key order', () => {
  const bytes = file(
    line({ node: 'b', number: '2', tasks_status: 'NA', sys_created_on: '2025-01-21 08:30:00.9' }),
    line({ node: 'a', severity: 'Fatal' }),
    line({ node: 'a', number: '' }),
  );
  const ruleSet = { id: 'v1', hash: 'abc' };
  const summary = summaryOf(analyze(bytes), { fileName: 'alerts.csv', ruleSet });
  expect(Object.keys(summary)).toEqual([
    'schemaVersion',
    'input',
    'ruleSet',
    'period',
    'kpis',
    'invalidRows',
    'unknownValues',
    'warnings',
    'cases',
  ]);
  expect(summary).toMatchObject({
    schemaVersion: 1,
    input: {
      fileName: 'alerts.csv',
      bytes: bytes.length,
      rows: 3,
      delimiter: ';',
      encoding: 'utf-8',
      dateOrder: 'DMY',
    },
    ruleSet,
    period: { start: '2025-01-20T10:00:00', end: '2025-01-21T08:30:00' },
    invalidRows: { total: 1, byReason: { MISSING_NUMBER: 1 } },
    unknownValues: [{ column: 'severity', value: 'Fatal', rows: 1 }],
    warnings: [],
  });
  expect(summary.cases.map(({ node }) => node)).toEqual(['a', 'b']);
  expect(summary.cases[1]).toEqual({
    key: expect.stringMatching(/^[0-9a-f]{32}$/),
    assignmentGroup: 'SQUAD',
    shortDescription: 'disk full',
    node: 'b',
    cmdbCiClass: 'linux',
    cmdbCi: 'ci01',
    source: 'Zabbix',
    metricName: 'Disk',
    firstEvent: '2025-01-21T08:30:00',
    lastEvent: '2025-01-21T08:30:00',
    alertCount: 1,
    alertNumbers: ['2'],
    lastTaskStatus: null,
    statusChronology: [null],
    action: 'STATUS_MISSING',
    group: 'ACTIONABLE',
    score: 10 * 1.1,
    factors: { risk: 10, action: 1.1, inefficiency: 1, volume: 1 },
  });
});
