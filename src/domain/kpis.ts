import type { Facts } from './facts.js';
import { ACTION_GROUPS, type Kpis, type Period } from './report.js';
import { localDateTime } from './wallClock.js';

/** Cases and alerts per action group; `group` holds indexes into ACTION_GROUPS. */
export function kpisOf(facts: Facts, group: Uint8Array, alertCount: Uint32Array): Kpis {
  const cases = new Float64Array(ACTION_GROUPS.length);
  const alerts = new Float64Array(ACTION_GROUPS.length);
  for (let index = 0; index < group.length; index++) {
    cases[group[index]]++;
    alerts[group[index]] += alertCount[index];
  }
  const actionable = ACTION_GROUPS.indexOf('ACTIONABLE');
  const remediated = ACTION_GROUPS.indexOf('REMEDIATED');
  const unstable = ACTION_GROUPS.indexOf('UNSTABLE');
  const attention = ACTION_GROUPS.indexOf('ATTENTION');
  return {
    totalCases: facts.caseCount,
    totalAlerts: alerts.reduce((sum, count) => sum + count, 0),
    actionableCases: cases[actionable],
    actionableAlerts: alerts[actionable],
    remediatedCases: cases[remediated],
    remediatedAlerts: alerts[remediated],
    unstableCases: cases[unstable],
    unstableAlerts: alerts[unstable],
    attentionCases: cases[attention],
    attentionAlerts: alerts[attention],
    automationSuccessRate: percentage(cases[remediated], facts.caseCount),
    invalidRows: facts.invalidRows.total,
  };
}

/** part / whole × 100; 0 when there is nothing to divide by. */
export function percentage(part: number, whole: number): number {
  return whole === 0 ? 0 : (part / whole) * 100;
}

/** From the first event of all cases to the last, in whole seconds; nulls when there is no case. */
export function periodOf({ caseCount, firstSeconds, lastSeconds }: Facts): Period {
  if (caseCount === 0) return { start: null, end: null };
  let start = firstSeconds[0];
  let end = lastSeconds[0];
  for (let index = 1; index < caseCount; index++) {
    start = Math.min(start, firstSeconds[index]);
    end = Math.max(end, lastSeconds[index]);
  }
  return { start: localDateTime(start), end: localDateTime(end) };
}
