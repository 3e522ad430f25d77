import { afterAll, beforeAll, expect, it } from 'vitest';
import { CASE_ROW_COLUMNS } from '../../src/domain/caseRow.js';
import type { RefusedRow } from '../../src/domain/facts.js';
import { ACTION_GROUPS, SUGGESTED_ACTIONS } from '../../src/domain/report.js';
import { caseRows } from '../../src/reports/caseRows.js';
import { invalidRowLines } from '../../src/reports/invalidRowLines.js';
import { factsOf, row } from '../support/facts.js';
import { CopyTarget } from './copyTarget.js';
import { casesOf, NASTY_TEXTS, sourceOf } from './support.js';

const TYPES: Partial<Record<(typeof CASE_ROW_COLUMNS)[number], string>> = {
  report_id: 'uuid',
  seq: 'int4',
  first_event: 'int8',
  last_event: 'int8',
  alert_count: 'int4',
  alert_numbers: 'json',
  chronology_length: 'int4',
  status_chronology: 'json',
  action: 'int2',
  action_group: 'int2',
  score: 'float8',
  risk: 'float8',
  action_factor: 'float8',
  inefficiency: 'float8',
  volume: 'float8',
};
const REPORT_ID = '0d6e7a52-6a2c-4c53-9d43-0f2f6f0f8f11';

let target: CopyTarget;
beforeAll(async () => {
  target = await CopyTarget.open();
});
afterAll(() => target?.close());

it('PostgreSQL reads the rows of cases as the cases are', async () => {
  const rows = NASTY_TEXTS.flatMap((text, i) => [
    row({ node: `n${i}`, cmdb_ci: text, metric_name: text, number: text, status: text }),
    row({ node: `n${i}`, cmdb_ci: text, metric_name: text, number: 'ALR9', status: null }),
    row({ assignment_group: text, short_description: text, status: null, at: '1701-12-31T23:59:59' }),
  ]);
  const source = sourceOf(factsOf(rows));
  const columns = CASE_ROW_COLUMNS.map((name) => `${name} ${TYPES[name] ?? 'text'}`);
  await target.client.query(`CREATE TEMP TABLE cases (${columns.join(', ')})`);
  await target.load('COPY cases FROM STDIN', caseRows(source, REPORT_ID));

  const { rows: read } = await target.client.query('SELECT * FROM cases ORDER BY seq');
  expect(read).toEqual(
    casesOf(source).map((one, seq) => ({
      report_id: REPORT_ID,
      seq,
      key: one.key,
      assignment_group: one.assignmentGroup,
      short_description: one.shortDescription,
      node: one.node,
      cmdb_ci_class: one.cmdbCiClass,
      cmdb_ci: one.cmdbCi,
      source: one.source,
      metric_name: one.metricName,
      first_event: String(Date.parse(`${one.firstEvent}Z`) / 1000),
      last_event: String(Date.parse(`${one.lastEvent}Z`) / 1000),
      alert_count: one.alertCount,
      alert_numbers: one.alertNumbers,
      chronology_length: one.statusChronology.length,
      status_chronology: one.statusChronology,
      last_task_status: one.lastTaskStatus,
      action: SUGGESTED_ACTIONS.indexOf(one.action),
      action_group: ACTION_GROUPS.indexOf(one.group),
      score: one.score,
      risk: one.factors.risk,
      action_factor: one.factors.action,
      inefficiency: one.factors.inefficiency,
      volume: one.factors.volume,
    })),
  );
});

it('PostgreSQL reads refused rows as they are, but for U+0000', async () => {
  const refused = [...NASTY_TEXTS, 'nul \0 byte'].map((text, i): RefusedRow => {
    const number = i % 3 === 0 ? null : text;
    return { line: i + 2, byteOffset: i * 2 ** 40, reason: 'BAD_DATE', number, raw: text, fields: null };
  });
  await target.client.query(`CREATE TEMP TABLE refused (report_id uuid, seq int, line bigint, byte_offset bigint,
    reason text, number text, raw text)`);
  await target.load('COPY refused FROM STDIN', invalidRowLines(refused, REPORT_ID));

  const { rows: read } = await target.client.query('SELECT * FROM refused ORDER BY seq');
  const kept = (text: string | null) => text?.replaceAll('\0', '\uFFFD') ?? null;
  expect(read).toEqual(
    refused.map(({ line, byteOffset, reason, number, raw }, seq) => ({
      report_id: REPORT_ID,
      seq,
      line: String(line),
      byte_offset: String(byteOffset),
      reason,
      number: kept(number),
      raw: kept(raw),
    })),
  );
});
