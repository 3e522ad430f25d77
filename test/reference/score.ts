import type { SuggestedAction } from '../../src/domain/report.js';
import { groupOf, suggestAction } from './actions.js';
import type { CaseFacts, ReferenceCase, ScoreFactors } from './types.js';

/** A case with the opinions about it: action, group and score. */
export function judge(facts: CaseFacts): ReferenceCase {
  const action = suggestAction(facts);
  const factors: ScoreFactors = {
    risk: facts.risk,
    action: actionFactor(action),
    inefficiency: facts.statusChronology.map(inefficiencyOf).reduce((worst, one) => Math.max(worst, one)),
    volume: 1 + Math.log(Math.max(1, facts.alertNumbers.length)),
  };
  const score = factors.risk * factors.action * factors.inefficiency * factors.volume;
  return { ...facts, action, group: groupOf(action), score, factors };
}

function actionFactor(action: SuggestedAction): number {
  if (action === 'PERSISTENT_FAILURE') return 1.5;
  if (action === 'INTERMITTENT') return 1.2;
  return action === 'STATUS_MISSING' || action === 'PARTIAL_SUCCESS' ? 1.1 : 1;
}

function inefficiencyOf(status: string | null): number {
  if (status === 'Closed Incomplete' || status === 'Canceled') return 1.5;
  return status === 'Closed Skipped' ? 1.2 : 1;
}
