import type { TrendKpis, TrendRow, TrendVerdict } from './trendTypes.js';

/**
 * The verdict, the main point of action and the main win, in words.
 * @param newSquad the squad with most new cases, if there are any
 * @param persistentSquad the first of the persistent squads, if there are any
 */
export function diagnosisOf(
  kpis: TrendKpis,
  verdict: TrendVerdict,
  newSquad: TrendRow | undefined,
  persistentSquad: TrendRow | undefined,
): string {
  return [verdictInWords(verdict, kpis), pointOfAction(newSquad, persistentSquad), win(kpis)].join(' ');
}

function verdictInWords(verdict: TrendVerdict, kpis: TrendKpis): string {
  const { previousCases: before, currentCases: now, newCases, resolvedCases } = kpis;
  switch (verdict) {
    case 'SUSTAINED_EXCELLENCE':
      return 'Sustained excellence: neither period has a case to act on.';
    case 'FIRST_REGRESSION':
      return `First regression: ${cases(now)} to act on after a period without any.`;
    case 'EXCELLENCE_REACHED':
      return `Excellence reached: no case to act on, after ${before} in the period before.`;
    case 'REGRESSION':
      return `Regression: cases to act on rose from ${before} to ${now}.`;
    case 'EFFECTIVE_BUT_UNSTABLE':
      return `Effective but unstable: ${cases(resolvedCases)} resolved, but ${newCases} new.`;
    case 'IMPROVEMENT':
      return `Improvement: cases to act on fell from ${before} to ${now}.`;
    case 'STAGNATION':
      return `Stagnation: the same ${cases(now)} to act on as in the period before.`;
    case 'NEUTRAL':
      return `Neutral: ${cases(now)} to act on in either period, some resolved, some new.`;
  }
}

function pointOfAction(newSquad: TrendRow | undefined, persistentSquad: TrendRow | undefined): string {
  if (newSquad !== undefined) {
    return `Main point of action: ${newSquad.name}, with ${counted(newSquad.cases, 'new case')}.`;
  }
  if (persistentSquad !== undefined) {
    return `Main point of action: ${persistentSquad.name}, with ${counted(persistentSquad.cases, 'persistent case')}.`;
  }
  return 'Main point of action: none.';
}

function win({ resolvedCases }: TrendKpis): string {
  return `Main win: ${cases(resolvedCases)} resolved.`;
}

function cases(count: number): string {
  return counted(count, 'case');
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
