import { describe, expect, test } from 'vitest';
import { type AlertValues, analyze, file, line } from './support.js';
import { compareReference } from './trend.js';
import { verdictOf } from './verdict.js';

const failing = (...rows: AlertValues[]) =>
  analyze(file(...rows.map((row) => line({ tasks_status: 'Canceled', ...row })))).cases;

describe('the verdict', () => {
  test.each([
    ['SUSTAINED_EXCELLENCE', 0, 0, 0, 0],
    ['FIRST_REGRESSION', 0, 1, 0, 1],
    ['EXCELLENCE_REACHED', 1, 0, 1, 0],
    ['REGRESSION', 4, 5, 4, 5],
    ['EFFECTIVE_BUT_UNSTABLE', 5, 5, 4, 4],
    ['EFFECTIVE_BUT_UNSTABLE', 10, 9, 5, 4],
    ['IMPROVEMENT', 10, 9, 4, 3],
    ['STAGNATION', 3, 3, 0, 0],
  ])('%s for %i before, %i now, %i resolved, %i new', (verdict, previous, current, resolved, fresh) => {
    expect(verdictOf({ previous, current, resolved, fresh })).toBe(verdict);
  });
});

test('only actionable cases are compared', () => {
  const before = failing({ node: 'a' }, { node: 'b' });
  const now = failing({ node: 'a', tasks_status: 'Closed' }, { node: 'b' });
  expect(compareReference(before, now).kpis).toMatchObject({
    previousCases: 2,
    currentCases: 1,
    resolvedCases: 1,
    newCases: 0,
    persistentCases: 1,
    resolutionRate: 50,
    regressionRate: 0,
  });
});

test('tables and what to do first', () => {
  const before = failing(
    { assignment_group: 'S1', node: 'a', number: '1' },
    { assignment_group: 'S1', node: 'a', number: '2' },
    { assignment_group: 'S2', node: 'b', short_description: 'gone' },
  );
  const now = failing(
    { assignment_group: 'S1', node: 'a', number: '3' },
    { assignment_group: 'S4', node: 'c', short_description: 'new' },
    { assignment_group: 'S3', node: 'c', short_description: 'new' },
  );
  const trend = compareReference(before, now);
  expect(trend.newProblems).toEqual([{ name: 'new', cases: 2, alertsBefore: 0, alertsNow: 2, change: 2 }]);
  expect(trend.resolvedProblems).toEqual([
    { name: 'gone', cases: 1, alertsBefore: 1, alertsNow: 0, change: -1 },
  ]);
  expect(trend.persistentProblems).toEqual([
    { name: 'disk full', cases: 1, alertsBefore: 2, alertsNow: 1, change: -1 },
  ]);
  expect(trend.squads.map(({ name, cases }) => [name, cases])).toEqual([
    ['S1', 1],
    ['S2', 0],
    ['S3', 1],
    ['S4', 1],
  ]);
  expect(trend.mainPointOfAction).toBe('S3');
  expect(trend.mainWin).toBe(1);
});

test('squads of a period that has none left have no cases', () => {
  expect(compareReference(failing({}), []).squads).toEqual([
    { name: 'SQUAD', cases: 0, alertsBefore: 1, alertsNow: 0, change: -1 },
  ]);
});

test('persistent squads order by cases, then by how much they changed, then by name', () => {
  const squads = ['d', 'c', 'b', 'a', 'a'].map((assignment_group, index) => ({
    assignment_group,
    node: `n${index}`,
  }));
  const before = failing(...squads);
  const now = failing(...squads, { ...squads[1], number: 'ALR2' });
  const trend = compareReference(before, now);
  expect(trend.persistentSquads.map(({ name }) => name)).toEqual(['a', 'c', 'b', 'd']);
  expect(trend.mainPointOfAction).toBe('a');
});
