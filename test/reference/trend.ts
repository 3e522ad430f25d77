import { alertsOf } from './kpis.js';
import { groupBy, inGroup, PROBLEM, SQUAD } from './lists.js';
import type { ReferenceCase } from './types.js';
import { type VerdictCounts, verdictOf } from './verdict.js';
import { compareCodePoints } from './words.js';

export interface TrendRow {
  name: string;
  cases: number;
  alertsBefore: number;
  alertsNow: number;
  change: number;
}

/** Two periods compared: both sides cut to their ACTIONABLE cases and joined on the key. */
export function compareReference(allPrevious: ReferenceCase[], allCurrent: ReferenceCase[]) {
  const previous = inGroup(allPrevious, 'ACTIONABLE');
  const current = inGroup(allCurrent, 'ACTIONABLE');
  const keysBefore = new Set(previous.map(({ key }) => key));
  const keysNow = new Set(current.map(({ key }) => key));
  const resolved = previous.filter(({ key }) => !keysNow.has(key));
  const fresh = current.filter(({ key }) => !keysBefore.has(key));
  const persistentBefore = previous.filter(({ key }) => keysNow.has(key));
  const persistent = current.filter(({ key }) => keysBefore.has(key));
  const counts: VerdictCounts = {
    previous: previous.length,
    current: current.length,
    resolved: resolved.length,
    fresh: fresh.length,
  };
  const persistentSquads = rowsBy(SQUAD, persistentBefore, persistent).sort(
    (one, other) =>
      other.cases - one.cases ||
      Math.abs(other.change) - Math.abs(one.change) ||
      compareCodePoints(one.name, other.name),
  );
  return {
    kpis: {
      previousCases: previous.length,
      currentCases: current.length,
      resolvedCases: resolved.length,
      newCases: fresh.length,
      persistentCases: persistent.length,
      previousAlerts: alertsOf(previous),
      currentAlerts: alertsOf(current),
      resolvedAlerts: alertsOf(resolved),
      newAlerts: alertsOf(fresh),
      persistentAlerts: alertsOf(persistent),
      persistentAlertsBefore: alertsOf(persistentBefore),
      resolutionRate: percentage(resolved.length, previous.length),
      regressionRate: percentage(fresh.length, current.length),
    },
    verdict: verdictOf(counts),
    newProblems: rowsBy(PROBLEM, [], fresh),
    resolvedProblems: rowsBy(PROBLEM, resolved, [], 'before'),
    persistentProblems: rowsBy(PROBLEM, persistentBefore, persistent),
    persistentSquads,
    squads: rowsBy(SQUAD, previous, current),
    /** The squad to talk to first; null when nothing is new and nothing persists. */
    mainPointOfAction: squadWithMost(fresh) ?? persistentSquads[0]?.name ?? null,
    mainWin: resolved.length,
  };
}

/** One row per name, by name; its cases are those of now, or of the side that is asked for. */
function rowsBy(
  field: number,
  before: ReferenceCase[],
  now: ReferenceCase[],
  counted: 'before' | 'now' = 'now',
): TrendRow[] {
  const groups = { before: groupBy(before, field), now: groupBy(now, field) };
  return [...new Set([...groups.before.keys(), ...groups.now.keys()])].sort(compareCodePoints).map((name) => {
    const alertsBefore = alertsOf(groups.before.get(name) ?? []);
    const alertsNow = alertsOf(groups.now.get(name) ?? []);
    const cases = groups[counted].get(name)?.length ?? 0;
    return { name, cases, alertsBefore, alertsNow, change: alertsNow - alertsBefore };
  });
}

function squadWithMost(cases: ReferenceCase[]): string | null {
  const squads = [...groupBy(cases, SQUAD)].map(([name, own]) => ({ name, count: own.length }));
  squads.sort((one, other) => other.count - one.count || compareCodePoints(one.name, other.name));
  return squads[0]?.name ?? null;
}

function percentage(part: number, whole: number): number {
  return whole === 0 ? 0 : (part / whole) * 100;
}
