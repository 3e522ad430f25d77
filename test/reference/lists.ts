import type { ActionGroup, SquadScore, Tally, TopLists } from '../../src/domain/report.js';
import { compareKeys, compareTimes } from './cases.js';
import { alertsOf } from './kpis.js';
import type { ReferenceCase } from './types.js';
import { compareCodePoints } from './words.js';

const TOP_LIST_ENTRIES = 100;

/** The columns of the key that lists are made by: their places in `fields`. */
export const SQUAD = 0;
export const PROBLEM = 1;
export const METRIC = 6;

/** Top lists, from cases in key order (sums of scores depend on it). */
export function topListsOf(cases: ReferenceCase[]): TopLists {
  const problemsOf = (group: ActionGroup): Tally[] => top(tally(inGroup(cases, group), PROBLEM), byAlerts);
  const actionable = inGroup(cases, 'ACTIONABLE');
  return {
    squads: top(squadScores(actionable), ({ score }) => score),
    metrics: top(tally(actionable, METRIC), ({ cases: count }) => count),
    problems: top(tally(cases, PROBLEM), byAlerts),
    problemsByGroup: {
      ACTIONABLE: problemsOf('ACTIONABLE'),
      REMEDIATED: problemsOf('REMEDIATED'),
      UNSTABLE: problemsOf('UNSTABLE'),
      ATTENTION: problemsOf('ATTENTION'),
    },
  };
}

/** The cases of one group, in the order of its report list. */
export function reportList(cases: ReferenceCase[], group: ActionGroup): ReferenceCase[] {
  const descending: Record<ActionGroup, (one: ReferenceCase, other: ReferenceCase) => number> = {
    ACTIONABLE: (one, other) => other.score - one.score,
    ATTENTION: (one, other) => other.score - one.score,
    UNSTABLE: (one, other) => other.alertNumbers.length - one.alertNumbers.length,
    REMEDIATED: (one, other) => compareTimes(other.lastEvent, one.lastEvent),
  };
  return inGroup(cases, group).sort(
    (one, other) => descending[group](one, other) || compareKeys(one.fields, other.fields),
  );
}

export function inGroup(cases: ReferenceCase[], group: ActionGroup): ReferenceCase[] {
  return cases.filter((one) => one.group === group);
}

/** Cases by the value of one column of their key; the order within a group is theirs. */
export function groupBy(cases: ReferenceCase[], field: number): Map<string, ReferenceCase[]> {
  const groups = new Map<string, ReferenceCase[]>();
  for (const one of cases) {
    const group = groups.get(one.fields[field]) ?? [];
    groups.set(one.fields[field], group);
    group.push(one);
  }
  return groups;
}

function squadScores(cases: ReferenceCase[]): SquadScore[] {
  return [...groupBy(cases, SQUAD)].map(([name, own]) => ({
    name,
    cases: own.length,
    score: own.reduce((sum, { score }) => sum + score, 0),
  }));
}

function tally(cases: ReferenceCase[], field: number): Tally[] {
  return [...groupBy(cases, field)].map(([name, own]) => ({
    name,
    cases: own.length,
    alerts: alertsOf(own),
  }));
}

function byAlerts({ alerts }: Tally): number {
  return alerts;
}

/** By value descending, then by name. */
function top<Entry extends { name: string }>(entries: Entry[], measure: (entry: Entry) => number): Entry[] {
  return entries
    .sort((one, other) => measure(other) - measure(one) || compareCodePoints(one.name, other.name))
    .slice(0, TOP_LIST_ENTRIES);
}
