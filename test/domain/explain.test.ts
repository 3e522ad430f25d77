import { describe, expect, it } from 'vitest';
import { caseAt } from '../../src/domain/caseReader.js';
import { explain, reasonOf } from '../../src/domain/explain.js';
import { judge } from '../../src/domain/judge.js';
import { SUGGESTED_ACTIONS } from '../../src/domain/report.js';
import { loadRuleSet } from '../../src/rules/load.js';
import { factsOf, rowsOf } from '../support/facts.js';

function explanationOf(statuses: (string | null)[]): string {
  const facts = factsOf(rowsOf(statuses));
  return caseAt(facts, judge(facts, loadRuleSet('v1').rules), 0).explanation;
}

describe('an explanation', () => {
  it.each([
    [
      [null],
      'No remediation status was collected. Score 11.0 = risk 10 × action 1.1 × inefficiency 1 × volume 1.00 (1 alert).',
    ],
    [
      ['Closed', 'NO_STATUS'],
      'The last status is "NO_STATUS": what the remediation did was not collected. Score 18.6',
    ],
    [['Closed', 'No Task Found'], 'The last status is "No Task Found", and no success counts against it.'],
    [
      ['Canceled'],
      'The last status is "Canceled", and no success counts against it. Score 22.5 = risk 10 × action 1.5 × inefficiency 1.5 ×',
    ],
    [Array(5).fill('Closed'), 'Remediation succeeds again and again within a short time, last with "Closed"'],
    [
      ['Closed', 'Canceled'],
      'Successes and failures are on record, and the last status, "Canceled", is no full success.',
    ],
    [['Canceled', 'Closed'], 'The last status, "Closed", is a full success, with failures on record.'],
    [['Closed'], 'The last status, "Closed", is a full success, and no failure is on record.'],
    [
      ['Closed Skipped'],
      'The last status, "Closed Skipped", is only a partial success, and no failure is on record.',
    ],
  ])('of %j says why this action and why this score', (statuses, beginning) => {
    expect(explanationOf(statuses)).toMatch(/ Score \d+\.\d = risk .* \(\d+ alerts?\)\.$/);
    expect(explanationOf(statuses).startsWith(beginning)).toBe(true);
  });

  it('differs for every action', () => {
    const reasons = SUGGESTED_ACTIONS.map((action) => reasonOf(action, 'Closed'));
    expect(new Set(reasons).size).toBe(SUGGESTED_ACTIONS.length);
  });

  it('cuts long statuses between characters', () => {
    const text = explain({
      action: 'PERSISTENT_FAILURE',
      lastTaskStatus: `${'x'.repeat(59)}\u{1F600}${'y'.repeat(100_000)}`,
      alertCount: 2,
      score: 1,
      factors: { risk: 1, action: 1, inefficiency: 1, volume: 1 },
    });
    expect(text).toContain(`"${'x'.repeat(59)}…"`);
    expect(text.length).toBeLessThan(300);
  });
});
