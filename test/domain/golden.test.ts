import { describe, expect, it } from 'vitest';
import { caseAt } from '../../src/domain/caseReader.js';
import { judge } from '../../src/domain/judge.js';
import { ACTION_GROUPS } from '../../src/domain/report.js';
import { compare } from '../../src/domain/trend.js';
import { loadRuleSet } from '../../src/rules/load.js';
import { reportList } from '../reference/lists.js';
import { caseOf } from '../reference/summary.js';
import { compareReference } from '../reference/trend.js';
import type { ReferenceReport } from '../reference/types.js';
import { GOLDEN_PAIRS, GOLDEN_SINGLES, goldenFile, goldenJson, near } from '../support/referenceFacts.js';

const { rules } = loadRuleSet('v1');

function judgedGolden(csv: string, expectation: string) {
  const { facts, report } = goldenFile(csv, expectation);
  const judgement = judge(facts, rules);
  const cases = Array.from({ length: facts.caseCount }, (_, index) => caseAt(facts, judgement, index));
  return { facts, judgement, cases, report, expected: goldenJson(expectation) };
}

type Judged = ReturnType<typeof judgedGolden>;

function expectGolden({ judgement, cases, expected }: Judged): void {
  expect(judgement.kpis).toEqual(near(expected.kpis));
  expect(cases.length).toBe(expected.cases.length);
  cases.forEach((one, index) => {
    expect(one).toEqual({
      ...(near(expected.cases[index]) as object),
      key: expect.stringMatching(/^[0-9a-f]{32}$/),
      explanation: expect.any(String),
    });
  });
}

/** Every figure, to the last bit, and what the golden files do not hold: lists, top lists, unknown values. */
function expectReference({ judgement, cases }: Judged, report: ReferenceReport): void {
  expect(cases.map(({ explanation: _, ...one }) => one)).toEqual(report.cases.map(caseOf));
  expect(judgement.kpis).toEqual(report.kpis);
  expect(judgement.top).toEqual(report.top);
  expect(judgement.unknownValues).toEqual(report.unknownValues);
  expect(judgement.period).toEqual(report.period);
  for (const group of ACTION_GROUPS) {
    const keys = [...judgement.lists[group]].map((index) => cases[index].key);
    expect(keys, group).toEqual(reportList(report.cases, group).map(({ key }) => key));
  }
}

describe.each(GOLDEN_SINGLES)('golden %s', (folder) => {
  it('is judged as expected, and as the reference judges', () => {
    const judged = judgedGolden(`${folder}/input.csv`, `${folder}/expected.json`);
    expectGolden(judged);
    expectReference(judged, judged.report);
  });
});

describe.each(GOLDEN_PAIRS)('golden pair %s', (folder) => {
  it('gives the expected reports and their trend', () => {
    const [previous, current] = ['previous', 'current'].map((side) => {
      const judged = judgedGolden(`${folder}/${side}.csv`, `${folder}/${side}.json`);
      expectGolden(judged);
      expectReference(judged, judged.report);
      return judged;
    });
    const { diagnosis, ...trend } = compare(previous, current, rules);
    expect(trend).toEqual(near(goldenJson(`${folder}/trend.json`)));

    const reference = compareReference(previous.report.cases, current.report.cases);
    expect({ ...reference, ...trend }).toEqual(reference);
    expect(diagnosis).toContain(`Main point of action: ${reference.mainPointOfAction ?? 'none'}`);
    expect(diagnosis).toMatch(new RegExp(`Main win: ${reference.mainWin} cases? resolved\\.$`));
  });
});
