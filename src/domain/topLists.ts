import type { Facts } from './facts.js';
import { type FieldGroups, groupByField } from './fieldGroups.js';
import {
  ACTION_GROUPS,
  type ActionGroup,
  type SquadScore,
  type Tally,
  TOP_LIST_LENGTH,
  type TopLists,
} from './report.js';

/** What the lists are made of: per case its action group (index in ACTION_GROUPS), alerts and score. */
export interface CaseColumns {
  group: Uint8Array;
  alertCount: Uint32Array;
  score: Float64Array;
}

const ACTIONABLE = ACTION_GROUPS.indexOf('ACTIONABLE');

/** Squads, metrics and problems by what weighs most, each list cut after TOP_LIST_LENGTH entries. */
export function topLists(facts: Facts, cases: CaseColumns): TopLists {
  const problems = groupByField(facts, 'short_description');
  return {
    squads: topSquads(groupByField(facts, 'assignment_group'), cases),
    metrics: topMetrics(groupByField(facts, 'metric_name'), cases),
    problems: topProblems(problems, cases, null),
    problemsByGroup: Object.fromEntries(
      ACTION_GROUPS.map((name, group) => [name, topProblems(problems, cases, group)]),
    ) as Record<ActionGroup, Tally[]>,
  };
}

function topSquads(squads: FieldGroups, cases: CaseColumns): SquadScore[] {
  const sums = sumsOf(squads, cases, ACTIONABLE);
  return first(squads, sums.cases, sums.score).map((squad) => ({
    name: squads.nameOf(squad),
    cases: sums.cases[squad],
    score: sums.score[squad],
  }));
}

function topMetrics(metrics: FieldGroups, cases: CaseColumns): Tally[] {
  const sums = sumsOf(metrics, cases, ACTIONABLE);
  return first(metrics, sums.cases, sums.cases).map((metric) => tallyOf(metrics, sums, metric));
}

function topProblems(problems: FieldGroups, cases: CaseColumns, group: number | null): Tally[] {
  const sums = sumsOf(problems, cases, group);
  return first(problems, sums.cases, sums.alerts).map((problem) => tallyOf(problems, sums, problem));
}

interface Sums {
  cases: Float64Array;
  alerts: Float64Array;
  score: Float64Array;
}

function tallyOf(groups: FieldGroups, sums: Sums, entry: number): Tally {
  return { name: groups.nameOf(entry), cases: sums.cases[entry], alerts: sums.alerts[entry] };
}

/** Sums per name over the cases of an action group, or over all; in key order, on which a sum of floats depends. */
function sumsOf({ groupOf, count }: FieldGroups, cases: CaseColumns, actionGroup: number | null): Sums {
  const sums: Sums = {
    cases: new Float64Array(count),
    alerts: new Float64Array(count),
    score: new Float64Array(count),
  };
  for (let index = 0; index < groupOf.length; index++) {
    if (actionGroup !== null && cases.group[index] !== actionGroup) continue;
    const entry = groupOf[index];
    sums.cases[entry]++;
    sums.alerts[entry] += cases.alertCount[index];
    sums.score[entry] += cases.score[index];
  }
  return sums;
}

/** The first names that have a case, by value descending, then name; without sorting those that are not shown. */
function first(groups: FieldGroups, cases: Float64Array, values: Float64Array): number[] {
  const best: number[] = [];
  const comesBefore = (a: number, b: number) =>
    values[a] !== values[b] ? values[a] > values[b] : groups.compareNames(a, b) < 0;
  for (let entry = 0; entry < groups.count; entry++) {
    if (cases[entry] === 0) continue;
    if (best.length === TOP_LIST_LENGTH) {
      if (!comesBefore(entry, best[best.length - 1])) continue;
      best.pop();
    }
    let low = 0;
    let high = best.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (comesBefore(entry, best[middle])) high = middle;
      else low = middle + 1;
    }
    best.splice(low, 0, entry);
  }
  return best;
}
