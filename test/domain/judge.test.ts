import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { caseAt } from '../../src/domain/caseReader.js';
import { freeRest, roomBehind } from '../../src/domain/factsMemory.js';
import { judge } from '../../src/domain/judge.js';
import { ACTION_GROUPS, TOP_LIST_LENGTH } from '../../src/domain/report.js';
import type { RuleSet } from '../../src/domain/ruleSet.js';
import { loadRuleSet } from '../../src/rules/load.js';
import { gatherCases } from '../reference/cases.js';
import { kpisOf } from '../reference/kpis.js';
import { reportList, topListsOf } from '../reference/lists.js';
import { judge as judgeReference } from '../reference/score.js';
import { caseOf } from '../reference/summary.js';
import { unknownValuesOf } from '../reference/weights.js';
import { type FactRow, factsOf, row, rowsOf } from '../support/facts.js';
import { arbitraryRows } from './arbitraryRows.js';

const { rules } = loadRuleSet('v1');

function judgeRows(rows: FactRow[], by: RuleSet = rules) {
  const facts = factsOf(rows);
  const judgement = judge(facts, by);
  const cases = Array.from({ length: facts.caseCount }, (_, index) => caseAt(facts, judgement, index));
  return { facts, judgement, cases };
}

function actionOf(rows: FactRow[], by: RuleSet = rules) {
  const { cases } = judgeRows(rows, by);
  expect(cases).toHaveLength(1);
  return cases[0].action;
}

describe('the judgement of a file', () => {
  it('is that of the reference, for any rows', () => {
    fc.assert(
      fc.property(arbitraryRows(120), (rows) => {
        const { judgement, cases } = judgeRows(rows);
        const expected = gatherCases(rows).map(judgeReference);
        expect(cases.map(({ explanation: _, ...one }) => one)).toEqual(expected.map(caseOf));
        expect(judgement.kpis).toEqual(kpisOf(expected, 0));
        expect(judgement.top).toEqual(topListsOf(expected));
        expect(judgement.unknownValues).toEqual(unknownValuesOf(rows.map(({ alert }) => alert)));
        for (const group of ACTION_GROUPS) {
          const keys = [...judgement.lists[group]].map((index) => cases[index].key);
          expect(keys).toEqual(reportList(expected, group).map(({ key }) => key));
        }
      }),
      { numRuns: 300 },
    );
  });

  it('is the same in room that was used before', () => {
    fc.assert(
      fc.property(arbitraryRows(60), (rows) => {
        const facts = factsOf(rows);
        const memory = new WebAssembly.Memory({ initial: 2, maximum: 2, shared: true });
        new Uint8Array(memory.buffer).fill(0xff);
        freeRest({ memory, address: 64, bytes: 0 });
        const inRoom = judge(facts, rules, roomBehind({ memory, address: 64, bytes: 0 }));
        expect(inRoom.score.buffer).toBe(memory.buffer);
        expect(structuredClone(inRoom)).toEqual(structuredClone(judge(facts, rules)));
      }),
      { numRuns: 100 },
    );
  });

  it('of no case is all zeros and empty lists', () => {
    const { judgement } = judgeRows([]);
    expect(judgement.kpis).toMatchObject({ totalCases: 0, automationSuccessRate: 0 });
    expect(judgement.period).toEqual({ start: null, end: null });
    expect(judgement.top.squads).toEqual([]);
    expect(judgement.lists.ACTIONABLE).toHaveLength(0);
  });

  it('reads statuses that need wide codes', () => {
    const rows = Array.from({ length: 300 }, (_, i) =>
      row({ node: `n${String(i).padStart(3, '0')}`, status: `s${String(i).padStart(3, '0')}` }),
    );
    const { facts, cases, judgement } = judgeRows([...rows, row({ node: 'z', status: 'Closed' })]);
    expect(facts.chronology).toBeInstanceOf(Uint16Array);
    expect(cases.map(({ lastTaskStatus }) => lastTaskStatus).slice(-2)).toEqual(['s299', 'Closed']);
    expect(cases[300].action).toBe('ALWAYS_OK');
    expect(judgement.unknownValues).toHaveLength(300);
  });
});

describe('the window of chronic instability', () => {
  const closed = (at: string, nanos: number, n: number) =>
    row({ number: `A${n}`, at: `2025-01-20T${at}`, nanos, status: 'Closed' });
  const inWindow = (first: number, last: string, lastNanos: number) => [
    closed('10:00:00', first, 0),
    ...[1, 2, 3].map((n) => closed('11:00:00', 0, n)),
    closed(last, lastNanos, 4),
  ];

  it.each([
    ['12:00:00', 0, 0, 'CHRONIC_INSTABILITY'],
    ['12:00:00', 5, 5, 'CHRONIC_INSTABILITY'],
    ['12:00:00', 5, 4, 'CHRONIC_INSTABILITY'],
    ['12:00:00', 4, 5, 'ALWAYS_OK'],
    ['12:00:00', 0, 1, 'ALWAYS_OK'],
    ['12:00:01', 999_999_999, 0, 'ALWAYS_OK'],
    ['11:59:59', 0, 999_999_999, 'CHRONIC_INSTABILITY'],
  ])('to %s, from %d ns to %d ns: %s', (last, firstNanos, lastNanos, action) => {
    expect(actionOf(inWindow(firstNanos, last, lastNanos))).toBe(action);
  });

  it('needs five full successes', () => {
    expect(actionOf(rowsOf(Array(5).fill('Closed')))).toBe('CHRONIC_INSTABILITY');
    expect(actionOf(rowsOf(Array(4).fill('Closed')))).toBe('ALWAYS_OK');
    expect(actionOf(rowsOf([...Array(5).fill('Closed'), 'Canceled']))).toBe('INTERMITTENT');
  });
});

describe('a rule set', () => {
  it('can make blanks neutral', () => {
    const neutral: RuleSet = { ...rules, blankStatus: 'neutral' };
    expect(actionOf(rowsOf([null, 'Closed']))).toBe('STABILIZED');
    expect(actionOf(rowsOf([null, 'Closed']), neutral)).toBe('ALWAYS_OK');
    expect(actionOf(rowsOf([null, 'Closed Skipped']))).toBe('INTERMITTENT');
    expect(actionOf(rowsOf([null, 'Closed Skipped']), neutral)).toBe('PARTIAL_SUCCESS');
    expect(actionOf(rowsOf([null, null]), neutral)).toBe('STATUS_MISSING');
  });

  it('is where every number comes from', () => {
    const other: RuleSet = {
      ...rules,
      severity: { weights: { alto: 7 }, otherwise: 1 },
      priority: { weights: {}, otherwise: 3 },
      chronicInstability: { successes: 2, windowSeconds: 60 },
      groups: { ...rules.groups, CHRONIC_INSTABILITY: 'ATTENTION' },
      score: {
        action: { ...rules.score.action, CHRONIC_INSTABILITY: 2 },
        inefficiency: { weights: { Closed: 4 }, otherwise: 1 },
        volume: { base: 10, logWeight: 0 },
      },
    };
    const { cases } = judgeRows(rowsOf(['Closed', 'Closed']), other);
    expect(cases[0]).toMatchObject({
      action: 'CHRONIC_INSTABILITY',
      group: 'ATTENTION',
      factors: { risk: 10, action: 2, inefficiency: 4, volume: 10 },
      score: 800,
    });
  });
});

describe('lists', () => {
  it('cut the top after their length, without losing what belongs to it', () => {
    const rows = Array.from({ length: 250 }, (_, i) =>
      rowsOf(Array(1 + ((i * 7) % 250)).fill(null), {
        assignment_group: `S${String(i).padStart(3, '0')}`,
        short_description: `p${String(i).padStart(3, '0')}`,
      }),
    ).flat();
    const { judgement } = judgeRows(rows);
    expect(judgement.top.problems).toHaveLength(TOP_LIST_LENGTH);
    expect(judgement.top.problems.map(({ alerts }) => alerts)).toEqual(
      Array.from({ length: TOP_LIST_LENGTH }, (_, i) => 250 - i),
    );
    expect(judgement.top.squads).toHaveLength(TOP_LIST_LENGTH);
  });

  it('show remediated cases by the last event, to the nanosecond, then by key', () => {
    const { judgement, cases } = judgeRows([
      row({ node: 'c', at: '2025-01-20T10:00:00', nanos: 1 }),
      row({ node: 'a', at: '2025-01-20T10:00:00' }),
      row({ node: 'd', at: '2025-01-20T10:00:00', nanos: 2 }),
      row({ node: 'b', at: '2025-01-20T10:00:00' }),
      row({ node: 'e', at: '1960-01-20T10:00:00', nanos: 9 }),
    ]);
    expect([...judgement.lists.REMEDIATED].map((index) => cases[index].node)).toEqual([
      'd',
      'c',
      'a',
      'b',
      'e',
    ]);
  });
});
