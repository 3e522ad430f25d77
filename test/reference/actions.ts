import type { ActionGroup, SuggestedAction } from '../../src/domain/report.js';
import type { CaseFacts } from './types.js';

const TWO_HOURS = 2n * 60n * 60n * 1_000_000_000n;
const INSTABILITY_SUCCESSES = 5;

const GROUPS: Record<SuggestedAction, ActionGroup> = {
  STATUS_MISSING: 'ACTIONABLE',
  PERSISTENT_FAILURE: 'ACTIONABLE',
  INTERMITTENT: 'ACTIONABLE',
  ALWAYS_OK: 'REMEDIATED',
  STABILIZED: 'REMEDIATED',
  CHRONIC_INSTABILITY: 'UNSTABLE',
  PARTIAL_SUCCESS: 'ATTENTION',
};

export function groupOf(action: SuggestedAction): ActionGroup {
  return GROUPS[action];
}

function isPositive(status: string | null): boolean {
  return status === 'Closed' || status === 'Closed Skipped';
}

/** Blanks and unknown words are failures; that no status was collected is not one. */
function isFailure(status: string | null): boolean {
  return !isPositive(status) && status !== 'NO_STATUS';
}

/** The first rule that holds. */
export function suggestAction({
  lastTaskStatus: last,
  statusChronology: entries,
  ...facts
}: CaseFacts): SuggestedAction {
  const hadSuccess = entries.some(isPositive);
  const hadFailure = entries.some(isFailure);
  const successes = entries.filter((status) => status === 'Closed').length;
  const inShortWindow = facts.lastEvent - facts.firstEvent <= TWO_HOURS;

  if (last === null || last === 'NO_STATUS' || entries.every((status) => status === 'NO_STATUS'))
    return 'STATUS_MISSING';
  if (last === 'No Task Found') return 'PERSISTENT_FAILURE';
  if (successes >= INSTABILITY_SUCCESSES && inShortWindow && last === 'Closed') return 'CHRONIC_INSTABILITY';
  if (last !== 'Closed' && hadSuccess && hadFailure) return 'INTERMITTENT';
  if (last === 'Closed' && hadFailure) return 'STABILIZED';
  if (last === 'Closed') return 'ALWAYS_OK';
  if (last === 'Closed Skipped' && !hadFailure) return 'PARTIAL_SUCCESS';
  return 'PERSISTENT_FAILURE';
}
