import type { Case } from './case.js';
import type { SuggestedAction } from './report.js';

/** A status is a free text; an explanation stays a sentence. In UTF-16 units. */
const STATUS_LENGTH = 60;

/** Why this action and this score, in words. Needs of a case only what its row in the database holds, too. */
export function explain({
  action,
  lastTaskStatus,
  alertCount,
  score,
  factors,
}: Pick<Case, 'action' | 'lastTaskStatus' | 'alertCount' | 'score' | 'factors'>): string {
  return `${reasonOf(action, lastTaskStatus)} ${sumOf(score, factors, alertCount)}`;
}

/** Why a case got its action. */
export function reasonOf(action: SuggestedAction, lastTaskStatus: string | null): string {
  const last = lastTaskStatus === null ? 'blank' : `"${shortened(lastTaskStatus)}"`;
  switch (action) {
    case 'STATUS_MISSING':
      return lastTaskStatus === null
        ? 'No remediation status was collected.'
        : `The last status is ${last}: what the remediation did was not collected.`;
    case 'PERSISTENT_FAILURE':
      return `The last status is ${last}, and no success counts against it.`;
    case 'CHRONIC_INSTABILITY':
      return `Remediation succeeds again and again within a short time, last with ${last}: the cause remains.`;
    case 'INTERMITTENT':
      return `Successes and failures are on record, and the last status, ${last}, is no full success.`;
    case 'STABILIZED':
      return `The last status, ${last}, is a full success, with failures on record.`;
    case 'ALWAYS_OK':
      return `The last status, ${last}, is a full success, and no failure is on record.`;
    case 'PARTIAL_SUCCESS':
      return `The last status, ${last}, is only a partial success, and no failure is on record.`;
  }
}

/** How a score came about. */
export function sumOf(score: number, factors: Case['factors'], alertCount: number): string {
  const alerts = alertCount === 1 ? '1 alert' : `${alertCount} alerts`;
  return (
    `Score ${score.toFixed(1)} = risk ${factors.risk} × action ${factors.action} × ` +
    `inefficiency ${factors.inefficiency} × volume ${factors.volume.toFixed(2)} (${alerts}).`
  );
}

function shortened(status: string): string {
  if (status.length <= STATUS_LENGTH) return status;
  const cut = status.slice(0, STATUS_LENGTH);
  // A cut through a surrogate pair would leave half a character.
  return `${/[\ud800-\udbff]$/.test(cut) ? cut.slice(0, -1) : cut}…`;
}
