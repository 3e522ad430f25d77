import { suggestedAction } from './actions.js';
import type { Facts } from './facts.js';
import type { Room } from './factsMemory.js';
import { kpisOf, periodOf } from './kpis.js';
import { descending } from './order.js';
import {
  ACTION_GROUPS,
  type ActionGroup,
  type Kpis,
  type Period,
  SUGGESTED_ACTIONS,
  type TopLists,
  type UnknownValue,
} from './report.js';
import type { RuleSet } from './ruleSet.js';
import { topLists } from './topLists.js';
import { unknownValues } from './unknownValues.js';
import { FLAG_BITS, SUCCESS, type WordTables, wordTables } from './words.js';

/** The opinions on a file's cases: columns by case index, lists of case indexes, and what they add up to. */
export interface Judgement {
  /** Indexes into SUGGESTED_ACTIONS and ACTION_GROUPS. */
  readonly action: Uint8Array;
  readonly group: Uint8Array;
  readonly alertCount: Uint32Array;
  /** risk × actionFactor × inefficiency × volume, multiplied in this order, unrounded. */
  readonly score: Float64Array;
  readonly risk: Float64Array;
  readonly actionFactor: Float64Array;
  readonly inefficiency: Float64Array;
  readonly volume: Float64Array;
  /** Cases of each group in the order of its report list. */
  readonly lists: Record<ActionGroup, Uint32Array>;
  readonly kpis: Kpis;
  readonly top: TopLists;
  readonly unknownValues: UnknownValue[];
  readonly period: Period;
}

/**
 * Judges every case of a file by a rule set. Linear in cases and chronology entries; no object per case.
 * @param room where the columns lie; default: memory of their own
 */
export function judge(facts: Facts, rules: RuleSet, room: Room = ownRoom): Judgement {
  const words = wordTables(facts, rules);
  const columns = newColumns(facts.caseCount, room);
  countAlerts(facts, columns);
  weighRisks(facts, words, columns);
  judgeChronologies(facts, words, rules, columns);
  multiplyScores(rules, columns);
  const top = once(() => topLists(facts, columns));
  return {
    ...columns,
    lists: reportLists(facts, columns),
    kpis: kpisOf(facts, columns.group, columns.alertCount),
    unknownValues: unknownValues(facts, words),
    period: periodOf(facts),
    // Like the lists: putting in order takes longer than judging, and not every artefact shows an order.
    get top() {
      return top();
    },
  };
}

/** The function, run when its result is asked for first. */
function once<T extends object>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

type Columns = Pick<
  Judgement,
  'action' | 'group' | 'alertCount' | 'score' | 'risk' | 'actionFactor' | 'inefficiency' | 'volume'
>;

/** Columns of whatever was in the room: every one of their values is set. The widest come first. */
function newColumns(cases: number, room: Room): Columns {
  const { buffer, byteOffset } = room(cases * (5 * 8 + 4 + 2));
  const real = (column: number) => new Float64Array(buffer, byteOffset + column * cases * 8, cases);
  const counts = byteOffset + 5 * cases * 8;
  const codes = counts + cases * 4;
  return {
    score: real(0),
    risk: real(1),
    actionFactor: real(2),
    inefficiency: real(3),
    volume: real(4),
    alertCount: new Uint32Array(buffer, counts, cases),
    action: new Uint8Array(buffer, codes, cases),
    group: new Uint8Array(buffer, codes + cases, cases),
  };
}

function ownRoom(bytes: number): ReturnType<Room> {
  return { buffer: new ArrayBuffer(bytes), byteOffset: 0 };
}

function countAlerts({ caseCount, numberStarts }: Facts, { alertCount }: Columns): void {
  for (let index = 0; index < caseCount; index++) {
    alertCount[index] = numberStarts[index + 1] - numberStarts[index];
  }
}

/** The highest sum of the two weights of a row, over the rows of each case. */
function weighRisks(facts: Facts, words: WordTables, { risk }: Columns): void {
  const { gradeStarts, grades, gradeSeverity, gradePriority } = facts;
  const gradeWeight = new Float64Array(gradeSeverity.length);
  for (let grade = 0; grade < gradeWeight.length; grade++) {
    gradeWeight[grade] =
      words.severityWeight[gradeSeverity[grade]] + words.priorityWeight[gradePriority[grade]];
  }
  for (let index = 0; index < facts.caseCount; index++) {
    let highest = 0;
    for (let i = gradeStarts[index]; i < gradeStarts[index + 1]; i++) {
      const weight = gradeWeight[grades[i]];
      if (weight > highest) highest = weight;
    }
    risk[index] = highest;
  }
}

/** The action and the inefficiency of each case, from one walk over its chronology. */
function judgeChronologies(facts: Facts, words: WordTables, rules: RuleSet, columns: Columns): void {
  const { chronology, chronologyStarts, lastStatus } = facts;
  const { statusFlags, statusReading, inefficiencies } = words;
  const { successes: chronicSuccesses, windowSeconds } = rules.chronicInstability;
  for (let index = 0; index < facts.caseCount; index++) {
    let seen = 0;
    let successes = 0;
    let worst = 0;
    for (let i = chronologyStarts[index]; i < chronologyStarts[index + 1]; i++) {
      const reading = statusReading[chronology[i]];
      seen |= reading;
      successes += reading & SUCCESS;
      if (reading > worst) worst = reading;
    }
    const isChronic = successes >= chronicSuccesses && liesWithin(facts, index, windowSeconds);
    const last = lastStatus[index];
    columns.action[index] = suggestedAction(last, statusFlags[last], seen, isChronic);
    columns.inefficiency[index] = inefficiencies[worst >> FLAG_BITS];
  }
}

/** Whether first and last event are at most so many whole seconds apart, to the nanosecond. */
function liesWithin(facts: Facts, index: number, seconds: number): boolean {
  const apart = facts.lastSeconds[index] - facts.firstSeconds[index];
  if (apart !== seconds) return apart < seconds;
  return facts.lastNanos[index] <= facts.firstNanos[index];
}

function multiplyScores(rules: RuleSet, columns: Columns): void {
  const factorOfAction = SUGGESTED_ACTIONS.map((action) => rules.score.action[action]);
  const groupOfAction = SUGGESTED_ACTIONS.map((action) => ACTION_GROUPS.indexOf(rules.groups[action]));
  const { base, logWeight } = rules.score.volume;
  for (let index = 0; index < columns.score.length; index++) {
    const factor = factorOfAction[columns.action[index]];
    const volume = base + logWeight * Math.log(Math.max(1, columns.alertCount[index]));
    columns.group[index] = groupOfAction[columns.action[index]];
    columns.actionFactor[index] = factor;
    columns.volume[index] = volume;
    columns.score[index] = columns.risk[index] * factor * columns.inefficiency[index] * volume;
  }
}

/** By score, by alerts or by the last event, each descending; ties by key. Each is sorted when it is asked for. */
function reportLists(facts: Facts, { group, score, alertCount }: Columns): Record<ActionGroup, Uint32Array> {
  const casesOf = (name: ActionGroup) => indexesWhere(group, ACTION_GROUPS.indexOf(name));
  const actionable = once(() => descending(casesOf('ACTIONABLE'), score));
  const remediated = once(() =>
    descending(descending(casesOf('REMEDIATED'), Float64Array.from(facts.lastNanos)), facts.lastSeconds),
  );
  const unstable = once(() => descending(casesOf('UNSTABLE'), Float64Array.from(alertCount)));
  const attention = once(() => descending(casesOf('ATTENTION'), score));
  return {
    get ACTIONABLE() {
      return actionable();
    },
    get REMEDIATED() {
      return remediated();
    },
    get UNSTABLE() {
      return unstable();
    },
    get ATTENTION() {
      return attention();
    },
  };
}

function indexesWhere(column: Uint8Array, value: number): Uint32Array {
  const indexes = new Uint32Array(column.length);
  let count = 0;
  for (let index = 0; index < column.length; index++) if (column[index] === value) indexes[count++] = index;
  return indexes.slice(0, count);
}
