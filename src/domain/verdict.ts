import type { RuleSet } from './ruleSet.js';
import type { TrendKpis, TrendVerdict } from './trendTypes.js';

/** What a comparison says as a whole: the first that holds. */
export function verdictOf(
  { previousCases, currentCases, resolvedCases, newCases }: TrendKpis,
  rules: RuleSet,
): TrendVerdict {
  if (previousCases === 0 && currentCases === 0) return 'SUSTAINED_EXCELLENCE';
  if (previousCases === 0) return 'FIRST_REGRESSION';
  if (currentCases === 0) return 'EXCELLENCE_REACHED';
  if (currentCases > previousCases) return 'REGRESSION';
  if (resolvedCases > 0 && newCases / resolvedCases > rules.verdict.unstableNewPerResolved) {
    return 'EFFECTIVE_BUT_UNSTABLE';
  }
  if (currentCases < previousCases) return 'IMPROVEMENT';
  if (resolvedCases === 0) return 'STAGNATION';
  return 'NEUTRAL';
}
