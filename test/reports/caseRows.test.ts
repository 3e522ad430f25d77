import { describe, expect, it } from 'vitest';
import { CASE_ROW_COLUMNS } from '../../src/domain/caseRow.js';
import { ACTION_GROUPS, SUGGESTED_ACTIONS } from '../../src/domain/report.js';
import { caseRows } from '../../src/reports/caseRows.js';
import { factsOf, row, rowsOf } from '../support/facts.js';
import { casesOf, NASTY_TEXTS, sourceOf, textOf } from './support.js';

const REPORT_ID = '0d6e7a52-6a2c-4c53-9d43-0f2f6f0f8f11';

/** Reads COPY's text format as the manual of PostgreSQL describes it. */
function readCopy(text: string): Record<string, string | null>[] {
  const lines = text.split('\n');
  expect(lines.pop()).toBe('');
  return lines.map((line) => {
    const cells = line.split('\t');
    expect(cells).toHaveLength(CASE_ROW_COLUMNS.length);
    return Object.fromEntries(CASE_ROW_COLUMNS.map((name, i) => [name, readCell(cells[i])]));
  });
}

function readCell(cell: string): string | null {
  if (cell === '\\N') return null;
  const letters: Record<string, string> = { t: '\t', n: '\n', r: '\r', b: '\b', f: '\f', v: '\v' };
  return cell.replace(/\\(.)/gs, (_, character: string) => letters[character] ?? character);
}

const listOf = (text: string | null): unknown => JSON.parse(text ?? '');

describe('the rows of cases for COPY', () => {
  it('escapes TAB, line ends, backslashes and quotes, in texts and in lists', () => {
    const source = sourceOf(
      factsOf([
        row({
          assignment_group: 'a\tb',
          short_description: 'a\\b',
          node: 'a\nb',
          source: 'a\rb',
          number: 'x"y',
          status: 'p\\q',
        }),
        row({
          assignment_group: 'a\tb',
          short_description: 'a\\b',
          node: 'a\nb',
          source: 'a\rb',
          number: 'z\t',
          status: null,
        }),
      ]),
    );
    const [{ key, score }] = casesOf(source);
    expect(textOf(caseRows(source, REPORT_ID))).toBe(
      `${REPORT_ID}\t0\t${key}\ta\\tb\ta\\\\b\ta\\nb\tlinux\tci01\ta\\rb\tDisk\t1737367200\t1737367200\t2\t` +
        `["x\\\\"y","z\\\\u0009"]\t2\t["p\\\\\\\\q",null]\tp\\\\q\t1\t0\t${score}\t10\t1.5\t1\t${1 + Math.log(2)}\n`,
    );
  });

  it('reads back as the cases do', () => {
    const rows = NASTY_TEXTS.flatMap((text, i) => [
      row({ node: `n${i}`, cmdb_ci: text, metric_name: text, number: text, status: text }),
      row({ node: `n${i}`, cmdb_ci: text, metric_name: text, number: 'ALR9', status: null }),
      row({
        assignment_group: text,
        'cmdb_ci.sys_class_name': text,
        status: null,
        at: '1969-12-31T23:59:59',
      }),
    ]);
    const source = sourceOf(factsOf(rows));
    const read = readCopy(textOf(caseRows(source, REPORT_ID)));
    const cases = casesOf(source);
    expect(read).toHaveLength(cases.length);
    read.forEach((cells, seq) => {
      const one = cases[seq];
      expect({
        ...cells,
        alert_numbers: listOf(cells.alert_numbers),
        status_chronology: listOf(cells.status_chronology),
      }).toEqual({
        report_id: REPORT_ID,
        seq: String(seq),
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
        alert_count: String(one.alertCount),
        alert_numbers: one.alertNumbers,
        chronology_length: String(one.statusChronology.length),
        status_chronology: one.statusChronology,
        last_task_status: one.lastTaskStatus,
        action: String(SUGGESTED_ACTIONS.indexOf(one.action)),
        action_group: String(ACTION_GROUPS.indexOf(one.group)),
        score: String(one.score),
        risk: String(one.factors.risk),
        action_factor: String(one.factors.action),
        inefficiency: String(one.factors.inefficiency),
        volume: String(one.factors.volume),
      });
    });
  });

  it('holds the first 1,000 entries of a list, and its length', () => {
    const source = sourceOf(factsOf(rowsOf(Array(1_500).fill('Closed'))));
    const [cells] = readCopy(textOf(caseRows(source, REPORT_ID)));
    const [{ alertNumbers, statusChronology }] = casesOf(source);
    expect(cells.alert_count).toBe('1500');
    expect(cells.chronology_length).toBe('1500');
    expect(listOf(cells.alert_numbers)).toEqual(alertNumbers.slice(0, 1_000));
    expect(listOf(cells.status_chronology)).toEqual(statusChronology.slice(0, 1_000));
  });
});
