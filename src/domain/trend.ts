import { CaseJoin } from './caseJoin.js';
import { diagnosisOf } from './diagnosis.js';
import type { Facts } from './facts.js';
import { type FieldGroups, groupByField } from './fieldGroups.js';
import type { Judgement } from './judge.js';
import { percentage } from './kpis.js';
import type { RuleSet } from './ruleSet.js';
import { TrendTable } from './trendTable.js';
import type { TrendKpis, TrendResult, TrendRow } from './trendTypes.js';
import { verdictOf } from './verdict.js';

/** One side of a comparison. */
export interface JudgedFacts {
  facts: Facts;
  judgement: Judgement;
}

/** What became of the actionable cases of one period in the next, joined on the case key. */
export function compare(previous: JudgedFacts, current: JudgedFacts, rules: RuleSet): TrendResult {
  const before = actionableSide(previous);
  const now = actionableSide(current);
  const join = new CaseJoin(before.facts, before.cases);

  const newProblems = new TrendTable();
  const resolvedProblems = new TrendTable();
  const persistentProblems = new TrendTable();
  const persistentSquads = new TrendTable();
  const newSquads = new TrendTable();
  const squads = new TrendTable();

  for (const index of now.cases) {
    const alertsNow = now.alertCount[index];
    const squad = now.squadOf(index);
    const problem = now.problemOf(index);
    squads.add(squad, { cases: 1, alertsNow });
    const earlier = join.take(now.facts, index);
    if (earlier < 0) {
      newProblems.add(problem, { cases: 1, alertsNow });
      newSquads.add(squad, { cases: 1, alertsNow });
    } else {
      const alertsBefore = before.alertCount[earlier];
      persistentProblems.add(problem, { cases: 1, alertsBefore, alertsNow });
      persistentSquads.add(squad, { cases: 1, alertsBefore, alertsNow });
    }
  }
  for (const index of before.cases) {
    const alertsBefore = before.alertCount[index];
    squads.add(before.squadOf(index), { alertsBefore });
    if (!join.wasTaken(index)) resolvedProblems.add(before.problemOf(index), { cases: 1, alertsBefore });
  }

  const kpis = kpisOf(
    before.cases.length,
    now.cases.length,
    newProblems,
    resolvedProblems,
    persistentProblems,
  );
  const verdict = verdictOf(kpis, rules);
  const persistentSquadRows = persistentSquads.rows().sort(byCasesThenChange);
  return {
    kpis,
    verdict,
    diagnosis: diagnosisOf(kpis, verdict, newSquads.rows().sort(byCasesThenName)[0], persistentSquadRows[0]),
    newProblems: newProblems.rows(),
    resolvedProblems: resolvedProblems.rows(),
    persistentProblems: persistentProblems.rows(),
    persistentSquads: persistentSquadRows,
    squads: squads.rows(),
  };
}

/**
 * Puts the two files of a direct comparison in the order of their last events; as given when these are equal or
 * one file has none.
 */
export function inOrderOfTime<Side extends { facts: Facts }>(first: Side, second: Side): [Side, Side] {
  const one = lastEventOf(first.facts);
  const other = lastEventOf(second.facts);
  if (one === null || other === null) return [first, second];
  const difference = one.seconds - other.seconds || one.nanos - other.nanos;
  return difference > 0 ? [second, first] : [first, second];
}

/** The latest event of a file, in seconds and nanoseconds of the wall clock; null when it has no case. */
function lastEventOf({
  caseCount,
  lastSeconds,
  lastNanos,
}: Facts): { seconds: number; nanos: number } | null {
  if (caseCount === 0) return null;
  let seconds = lastSeconds[0];
  let nanos = lastNanos[0];
  for (let index = 1; index < caseCount; index++) {
    const later = lastSeconds[index] - seconds || lastNanos[index] - nanos;
    if (later <= 0) continue;
    seconds = lastSeconds[index];
    nanos = lastNanos[index];
  }
  return { seconds, nanos };
}

interface Side {
  facts: Facts;
  /** Indexes of the actionable cases. */
  cases: Uint32Array;
  alertCount: Uint32Array;
  squadOf(index: number): string;
  problemOf(index: number): string;
}

function actionableSide({ facts, judgement }: JudgedFacts): Side {
  return {
    facts,
    cases: judgement.lists.ACTIONABLE,
    alertCount: judgement.alertCount,
    squadOf: namesOf(groupByField(facts, 'assignment_group')),
    problemOf: namesOf(groupByField(facts, 'short_description')),
  };
}

/** Decodes each name once, when it is first asked for. */
function namesOf(groups: FieldGroups): (index: number) => string {
  const names: string[] = [];
  return (index) => {
    const group = groups.groupOf[index];
    names[group] ??= groups.nameOf(group);
    return names[group];
  };
}

function kpisOf(
  previousCases: number,
  currentCases: number,
  newProblems: TrendTable,
  resolvedProblems: TrendTable,
  persistentProblems: TrendTable,
): TrendKpis {
  const added = newProblems.totals;
  const resolved = resolvedProblems.totals;
  const persistent = persistentProblems.totals;
  return {
    previousCases,
    currentCases,
    resolvedCases: resolved.cases,
    newCases: added.cases,
    persistentCases: persistent.cases,
    previousAlerts: resolved.alertsBefore + persistent.alertsBefore,
    currentAlerts: added.alertsNow + persistent.alertsNow,
    resolvedAlerts: resolved.alertsBefore,
    newAlerts: added.alertsNow,
    persistentAlerts: persistent.alertsNow,
    persistentAlertsBefore: persistent.alertsBefore,
    resolutionRate: percentage(resolved.cases, previousCases),
    regressionRate: percentage(added.cases, currentCases),
  };
}

// Rows come in name order, and sorting is stable: what is left equal stays in it.
function byCasesThenName(a: TrendRow, b: TrendRow): number {
  return b.cases - a.cases;
}

function byCasesThenChange(a: TrendRow, b: TrendRow): number {
  return b.cases - a.cases || Math.abs(b.change) - Math.abs(a.change);
}
