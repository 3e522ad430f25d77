import type { ActionGroup, Kpis } from '../../src/domain/report.js';
import type { ReferenceCase } from './types.js';

export function kpisOf(cases: ReferenceCase[], invalidRows: number): Kpis {
  const inGroup = (group: ActionGroup): ReferenceCase[] => cases.filter((one) => one.group === group);
  const [actionable, remediated] = [inGroup('ACTIONABLE'), inGroup('REMEDIATED')];
  const [unstable, attention] = [inGroup('UNSTABLE'), inGroup('ATTENTION')];
  return {
    totalCases: cases.length,
    totalAlerts: alertsOf(cases),
    actionableCases: actionable.length,
    actionableAlerts: alertsOf(actionable),
    remediatedCases: remediated.length,
    remediatedAlerts: alertsOf(remediated),
    unstableCases: unstable.length,
    unstableAlerts: alertsOf(unstable),
    attentionCases: attention.length,
    attentionAlerts: alertsOf(attention),
    automationSuccessRate: cases.length === 0 ? 0 : (remediated.length / cases.length) * 100,
    invalidRows,
  };
}

/** Distinct alert numbers, counted per case. */
export function alertsOf(cases: ReferenceCase[]): number {
  return cases.reduce((sum, one) => sum + one.alertNumbers.length, 0);
}
