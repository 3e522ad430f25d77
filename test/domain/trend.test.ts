import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judge } from '../../src/domain/judge.js';
import { compare, inOrderOfTime } from '../../src/domain/trend.js';
import { TREND_VERDICTS, type TrendVerdict } from '../../src/domain/trendTypes.js';
import { verdictOf } from '../../src/domain/verdict.js';
import { loadRuleSet } from '../../src/rules/load.js';
import { gatherCases } from '../reference/cases.js';
import { judge as judgeReference } from '../reference/score.js';
import { compareReference } from '../reference/trend.js';
import { type FactRow, factsOf, row } from '../support/facts.js';
import { arbitraryRows } from './arbitraryRows.js';

const { rules } = loadRuleSet('v1');

function sideOf(rows: FactRow[]) {
  const facts = factsOf(rows);
  return { facts, judgement: judge(facts, rules) };
}

function compareRows(previous: FactRow[], current: FactRow[]) {
  return compare(sideOf(previous), sideOf(current), rules);
}

/** A case to act on. */
function failing(squad: string, problem: string) {
  return row({ assignment_group: squad, short_description: problem, status: 'Canceled' });
}

describe('the comparison of two periods', () => {
  it('is that of the reference, for any rows', () => {
    fc.assert(
      fc.property(arbitraryRows(80), arbitraryRows(80), (previous, current) => {
        const { diagnosis, ...trend } = compareRows(previous, current);
        const reference = compareReference(
          gatherCases(previous).map(judgeReference),
          gatherCases(current).map(judgeReference),
        );
        expect({ ...reference, ...trend }).toEqual(reference);
        expect(diagnosis).toContain(`Main point of action: ${reference.mainPointOfAction ?? 'none'}`);
        expect(diagnosis).toMatch(new RegExp(`Main win: ${reference.mainWin} cases? resolved\\.$`));
      }),
      { numRuns: 200 },
    );
  });

  it('of a file with itself finds every case again', () => {
    const rows = [failing('A', 'x'), failing('A', 'y'), failing('B', 'z')];
    expect(compareRows(rows, rows)).toMatchObject({
      kpis: { resolvedCases: 0, newCases: 0, persistentCases: 3, resolutionRate: 0, regressionRate: 0 },
      verdict: 'STAGNATION',
    });
  });

  it('finds cases whose digests fall into the same slots', () => {
    const many = Array.from({ length: 3_000 }, (_, i) => failing(`S${i % 7}`, `p${i}`));
    const { kpis } = compareRows(many.slice(0, 2_000), many.slice(1_000));
    expect(kpis).toMatchObject({ resolvedCases: 1_000, newCases: 1_000, persistentCases: 1_000 });
  });

  it('names the squad with most new cases, of equal ones the first by name', () => {
    const { diagnosis } = compareRows(
      [failing('Z', 'old')],
      [failing('\u{1F600}', 'a'), failing('\uFF21', 'b'), failing('Z', 'old')],
    );
    expect(diagnosis).toContain('Main point of action: \uFF21, with 1 new case.');
  });

  it('names the first persistent squad when nothing is new', () => {
    const before = [failing('A', 'x'), failing('B', 'y'), failing('B', 'z'), failing('C', 'gone')];
    const { diagnosis, verdict } = compareRows(before, before.slice(0, 3));
    expect(verdict).toBe('IMPROVEMENT');
    expect(diagnosis).toBe(
      'Improvement: cases to act on fell from 4 to 3. Main point of action: B, with 2 persistent cases. ' +
        'Main win: 1 case resolved.',
    );
  });
});

describe('the verdict', () => {
  const verdicts: [number, number, number, number, TrendVerdict][] = [
    [0, 0, 0, 0, 'SUSTAINED_EXCELLENCE'],
    [0, 3, 0, 3, 'FIRST_REGRESSION'],
    [3, 0, 3, 0, 'EXCELLENCE_REACHED'],
    [3, 4, 3, 4, 'REGRESSION'],
    [8, 8, 4, 4, 'EFFECTIVE_BUT_UNSTABLE'],
    [8, 7, 5, 4, 'EFFECTIVE_BUT_UNSTABLE'],
    [8, 7, 4, 3, 'IMPROVEMENT'],
    [8, 5, 4, 1, 'IMPROVEMENT'],
    [3, 3, 0, 0, 'STAGNATION'],
  ];

  it.each(verdicts)(
    'of %d cases before and %d now, %d resolved and %d new, is %s',
    (previous, current, resolved, fresh, verdict) => {
      const kpis = {
        previousCases: previous,
        currentCases: current,
        resolvedCases: resolved,
        newCases: fresh,
      };
      expect(verdictOf({ ...NO_KPIS, ...kpis }, rules)).toBe(verdict);
    },
  );

  it('is NEUTRAL where as many are new as resolved under a rule set that calls that stable', () => {
    const kpis = { previousCases: 8, currentCases: 8, resolvedCases: 4, newCases: 4 };
    const lenient = { ...rules, verdict: { unstableNewPerResolved: 1 } };
    expect(verdictOf({ ...NO_KPIS, ...kpis }, lenient)).toBe('NEUTRAL');
    expect(new Set([...verdicts.map((one) => one[4]), 'NEUTRAL'])).toEqual(new Set(TREND_VERDICTS));
  });
});

const NO_KPIS = {
  previousCases: 0,
  currentCases: 0,
  resolvedCases: 0,
  newCases: 0,
  persistentCases: 0,
  previousAlerts: 0,
  currentAlerts: 0,
  resolvedAlerts: 0,
  newAlerts: 0,
  persistentAlerts: 0,
  persistentAlertsBefore: 0,
  resolutionRate: 0,
  regressionRate: 0,
};

describe('the order of two files', () => {
  const at = (time: string, nanos = 0) => ({
    facts: factsOf([row({ at: time, nanos }), row({ at: '1970-01-01T00:00:00' })]),
  });
  const early = at('2025-01-20T10:00:00');
  const late = at('2025-01-20T10:00:00', 1);
  const none = { facts: factsOf([]) };

  it('is that of their last events, to the nanosecond', () => {
    expect(inOrderOfTime(late, early)).toEqual([early, late]);
    expect(inOrderOfTime(early, late)).toEqual([early, late]);
  });

  it('is as given when these are equal or one has none', () => {
    const same = at('2025-01-20T10:00:00');
    expect(inOrderOfTime(same, early)[0]).toBe(same);
    expect(inOrderOfTime(late, none)[0]).toBe(late);
    expect(inOrderOfTime(none, early)[0]).toBe(none);
  });
});
