import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { isPlanName } from '../../src/reports/names.js';
import { planNames } from '../../src/reports/planNames.js';
import { actionPlans, plansWarning } from '../../src/reports/plansCsv.js';
import { factsOf, rowsOf } from '../support/facts.js';
import { goldenFile } from '../support/referenceFacts.js';
import { casesOf, NASTY_TEXTS, sourceOf, textOf } from './support.js';

const HOSTILE_NAMES = [
  ...NASTY_TEXTS,
  ...['A/B', 'A:B', 'A\\B', 'A B', 'A-B', 'a-b', 'a/b', 'A//B', '../../etc/passwd', '..', '.', '/'],
  ...['CON', 'con', 'NUL.csv', 'COM1', 'LPT¹', 'ação', 'acao', 'AÇÃO', 'ac\u0327a\u0303o', 'ß', 'ﬁ', 'x '],
  ...['東京', '大阪', '🚀', '\u202egnp.exe', '\u0301', '-', '--', 'x'.repeat(131_072), 'x'.repeat(61)],
];

describe('names of plans', () => {
  it('are safe on every file system, and equal for no two squads, whatever the case', () => {
    const names = planNames(HOSTILE_NAMES);
    expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(HOSTILE_NAMES.length);
    for (const name of names) {
      expect(name).toMatch(/^[A-Za-z0-9][A-Za-z0-9-]{0,80}\.csv$/);
      expect(name).not.toMatch(/^(con|prn|aux|nul|com\d|lpt\d)\./i);
      expect(isPlanName(name)).toBe(true);
    }
  });

  it('say which squad it is, and are the same in every report', () => {
    const [one, two, three] = planNames(['SQUAD Operação / Linux', 'A/B', '🚀']);
    expect(one).toMatch(/^SQUAD-Operacao-Linux-[0-9a-f]{10}\.csv$/);
    expect(three).toMatch(/^squad-[0-9a-f]{10}\.csv$/);
    expect(planNames(['A:B', 'A/B'])[1]).toBe(two);
  });

  it('are not those of other files', () => {
    for (const name of ['mine.csv', 'plan-1.csv', 'SQUAD-0123456789.txt', 'x-0123456789.csv/y']) {
      expect(isPlanName(name)).toBe(false);
    }
  });
});

describe('action plans', () => {
  it('hold the actionable cases of one squad, by score, with columns to be filled in', () => {
    const source = sourceOf(
      goldenFile('21_gen1k_comma_crlf/input.csv', '21_gen1k_comma_crlf/expected.json').facts,
    );
    const actionable = casesOf(source).filter(({ group }) => group === 'ACTIONABLE');
    const plans = [...readPlans(source)];
    expect(plans.map(({ squad }) => squad)).toEqual(source.judgement.top.squads.map(({ name }) => name));
    expect(plans.length).toBeGreaterThan(2);
    for (const { squad, lines } of plans) {
      expect(lines[0].slice(-4)).toEqual(['key', 'status', 'owner', 'due_date']);
      const expected = actionable
        .filter(({ assignmentGroup }) => assignmentGroup === squad)
        .sort((a, b) => b.score - a.score || (a.key < b.key ? -1 : 1));
      expect(lines.slice(1).map((cells) => Number(cells[0]))).toEqual(
        expected.map(({ score }) => Number(score.toFixed(1))),
      );
      expect(
        lines
          .slice(1)
          .map((cells) => cells[15])
          .sort(),
      ).toEqual(expected.map(({ key }) => key).sort());
      for (const cells of lines.slice(1)) expect(cells.slice(16)).toEqual(['', '', '']);
    }
    expect(plans.reduce((sum, { lines }) => sum + lines.length - 1, 0)).toBe(actionable.length);
  });

  it('keep hostile squads apart, and their cells from being run', () => {
    const squads = HOSTILE_NAMES.filter((name) => name.trim() !== '' && name !== 'NULL');
    const source = sourceOf(
      factsOf(squads.flatMap((squad) => rowsOf(['Canceled'], { assignment_group: squad }))),
    );
    const plans = [...readPlans(source)];
    expect(plans.map(({ squad }) => squad).sort()).toEqual([...squads].sort());
    for (const { squad, lines } of plans) {
      expect(lines).toHaveLength(2);
      expect(lines[1][2]).toBe(/^[=+\-@\t\r\n]/.test(squad) ? `'${squad}` : squad);
    }
  });

  it('are none without an actionable case, and at most so many', () => {
    expect([...readPlans(sourceOf(factsOf(rowsOf(['Closed']))))]).toEqual([]);
    const squads = ['a', 'b', 'c'].flatMap((squad, i) =>
      rowsOf(Array(i + 1).fill('Canceled'), { assignment_group: squad }),
    );
    const source = sourceOf(factsOf(squads));
    expect([...readPlans(source, 2)].map(({ squad }) => squad)).toEqual(['c', 'b']);
    expect(plansWarning(source, 2)).toEqual({
      code: 'PLANS_LIMITED',
      message: '3 squads have cases to act on; the 2 with the highest scores have a plan each.',
    });
    expect(plansWarning(source, 3)).toBeNull();
    expect(plansWarning(source)).toBeNull();
  });
});

function* readPlans(source: ReturnType<typeof sourceOf>, most?: number) {
  for (const { squad, name, chunks } of actionPlans(source, most)) {
    const lines: string[][] = parse(textOf(chunks), { delimiter: ';', bom: true });
    yield { squad, name, lines };
  }
}
