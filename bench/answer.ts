import { REFUSAL_REASONS, type RefusalReason } from '../src/domain/facts.js';
import { SUGGESTED_ACTIONS, type SuggestedAction } from '../src/domain/report.js';

/** What every contestant must find in a file before its time counts. */
export interface Answer {
  cases: number;
  /** Distinct numbers per case, summed. */
  alerts: number;
  /** Entries of all chronologies. */
  chronologyEntries: number;
  /** Summed in whatever order: the last digits may differ. */
  scoreSum: number;
  casesPerAction: Record<SuggestedAction, number>;
  invalidRows: Record<RefusalReason, number>;
}

/** Floating-point sums of another order differ by less, relative to the sum. */
const SCORE_TOLERANCE = 1e-9;

/** What differs, as `name: expected, found`; empty when the two say the same. */
export function differences(expected: Answer, found: Answer): string[] {
  const differing: string[] = [];
  const compare = (name: string, want: number, got: number, tolerance = 0): void => {
    if (!(Math.abs(want - got) <= tolerance)) differing.push(`${name}: ${want}, ${got}`);
  };
  compare('cases', expected.cases, found.cases);
  compare('alerts', expected.alerts, found.alerts);
  compare('chronology entries', expected.chronologyEntries, found.chronologyEntries);
  compare('sum of scores', expected.scoreSum, found.scoreSum, SCORE_TOLERANCE * Math.abs(expected.scoreSum));
  for (const action of SUGGESTED_ACTIONS) {
    compare(action, expected.casesPerAction[action], found.casesPerAction[action]);
  }
  for (const reason of REFUSAL_REASONS) {
    compare(reason, expected.invalidRows[reason], found.invalidRows[reason]);
  }
  return differing;
}

export function noCases(): Record<SuggestedAction, number> {
  return zeroes(SUGGESTED_ACTIONS);
}

export function noInvalidRows(): Record<RefusalReason, number> {
  return zeroes(REFUSAL_REASONS);
}

function zeroes<Name extends string>(names: readonly Name[]): Record<Name, number> {
  return Object.fromEntries(names.map((name) => [name, 0])) as Record<Name, number>;
}
