import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import type { Case } from '../../src/domain/case.js';
import { ACTION_GROUPS } from '../../src/domain/report.js';
import { LIST_COLUMNS, listCsv } from '../../src/reports/listCsv.js';
import { factsOf, row, rowsOf } from '../support/facts.js';
import { goldenFile } from '../support/referenceFacts.js';
import { casesOf, NASTY_TEXTS, sourceOf, textOf } from './support.js';

const HEADER =
  'score;action;assignment_group;short_description;cmdb_ci;node;metric_name;source;cmdb_ci_class;' +
  'first_event;last_event;alert_count;last_task_status;alert_numbers;status_chronology;key';

/** The cells of a case, put together from the case as it is read, not from the bytes of the facts. */
function cellsOf(one: Case): string[] {
  const guarded = (text: string) => (/^[=+\-@\t\r\n]/.test(text) ? `'${text}` : text);
  return [
    one.score.toFixed(1),
    one.action,
    guarded(one.assignmentGroup),
    guarded(one.shortDescription),
    guarded(one.cmdbCi),
    guarded(one.node),
    guarded(one.metricName),
    guarded(one.source),
    guarded(one.cmdbCiClass),
    one.firstEvent.replace('T', ' '),
    one.lastEvent.replace('T', ' '),
    String(one.alertCount),
    guarded(one.lastTaskStatus ?? ''),
    guarded(one.alertNumbers.join(', ')),
    guarded(one.statusChronology.map((status) => status ?? '-').join(' > ')),
    one.key,
  ];
}

describe('the CSV of a list', () => {
  it('has a mark, semicolons, line feeds, and a line for each case', () => {
    const source = sourceOf(
      factsOf([row({ number: 'B', status: null }), row({ number: 'A', status: null })]),
    );
    const [{ key }] = casesOf(source);
    expect(textOf(listCsv(source, 'ACTIONABLE'))).toBe(
      `\ufeff${HEADER}\n` +
        'SCORE;STATUS_MISSING;SQUAD;disk full;ci01;srv01;Disk;Zabbix;linux;'.replace(
          'SCORE',
          (11 * (1 + Math.log(2))).toFixed(1),
        ) +
        `2025-01-20 10:00:00;2025-01-20 10:00:00;2;;A, B;'- > -;${key}\n`,
    );
    expect(LIST_COLUMNS.join(';')).toBe(HEADER);
  });

  it('quotes only what needs it, doubles quotes, and guards formulas inside the quotes', () => {
    const source = sourceOf(
      factsOf([
        row({
          assignment_group: '=a;b',
          node: 'say "x"',
          source: 'a\nb',
          metric_name: '-5',
          cmdb_ci: 'a=b',
          status: null,
        }),
      ]),
    );
    expect(textOf(listCsv(source, 'ACTIONABLE'))).toContain(
      `;"'=a;b";disk full;a=b;"say ""x""";'-5;"a\nb";linux;`,
    );
  });

  it('reads back as the cases do, in the order of the list', () => {
    const rows = NASTY_TEXTS.flatMap((text, i) => [
      ...['Closed', text, 'Closed'].map((status, n) =>
        row({ assignment_group: text, short_description: text, source: text, number: `${text}${n}`, status }),
      ),
      row({ node: `n${i}`, cmdb_ci: text, metric_name: text, number: text, status: text }),
      row({ node: `n${i}`, cmdb_ci: text, metric_name: text, number: text, status: null }),
    ]);
    const source = sourceOf(factsOf(rows));
    const cases = casesOf(source);
    for (const group of ACTION_GROUPS) {
      const lines: string[][] = parse(textOf(listCsv(source, group)), { delimiter: ';', bom: true });
      expect(lines[0]).toEqual(HEADER.split(';'));
      const expected = [...source.judgement.lists[group]].map((index) => cellsOf(cases[index]));
      expect(lines.slice(1), group).toEqual(expected);
    }
    expect(source.judgement.lists.ACTIONABLE.length).toBeGreaterThan(10);
  });

  it('reads back as the cases of a golden file do', () => {
    const source = sourceOf(
      goldenFile('21_gen1k_comma_crlf/input.csv', '21_gen1k_comma_crlf/expected.json').facts,
    );
    const cases = casesOf(source);
    const shown = ACTION_GROUPS.map((group) => {
      const lines: string[][] = parse(textOf(listCsv(source, group)), { delimiter: ';', bom: true });
      expect(lines.slice(1)).toEqual(
        [...source.judgement.lists[group]].map((index) => cellsOf(cases[index])),
      );
      return lines.length - 1;
    });
    expect(shown.reduce((sum, count) => sum + count)).toBe(199);
  });

  it('cuts long cells into chunks', () => {
    const source = sourceOf(factsOf(rowsOf(Array(60_000).fill('Canceled'))));
    expect([...listCsv(source, 'ACTIONABLE')].length).toBeGreaterThan(3);
    const [, line]: string[][] = parse(textOf(listCsv(source, 'ACTIONABLE')), { delimiter: ';', bom: true });
    expect(line).toEqual(cellsOf(casesOf(source)[0]));
  });
});
