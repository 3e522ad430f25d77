import type { Warning } from '../domain/facts.js';
import { groupByField } from '../domain/fieldGroups.js';
import { TOP_LIST_LENGTH } from '../domain/report.js';
import { CasesCsv, LIST_COLUMNS } from './listCsv.js';
import { PLANS_FOLDER } from './names.js';
import { planNames } from './planNames.js';
import type { ReportSource } from './source.js';

/** The columns that people fill in; they are written empty. */
export const PLAN_COLUMNS = ['status', 'owner', 'due_date'] as const;

/**
 * Plans of one report. A file may name millions of squads, and no file system, archive or reader is meant for as many
 * files; the squads that come first by score get one.
 */
export const MOST_PLANS = 5_000;

export interface ActionPlan {
  squad: string;
  /** Path below the folder of the report. */
  name: string;
  /** Consumed before the next plan is asked for. */
  chunks: Iterable<Uint8Array>;
}

/** A plan per squad that has ACTIONABLE cases, those first whose cases weigh most; in each the cases by score. */
export function* actionPlans(source: ReportSource, most = MOST_PLANS): Generator<ActionPlan> {
  const squads = squadsByScore(source).slice(0, most);
  const names = planNames(squads.map(({ name }) => name));
  const csv = new CasesCsv(source, [...LIST_COLUMNS, ...PLAN_COLUMNS]);
  for (let i = 0; i < squads.length; i++) {
    const { name: squad, cases } = squads[i];
    yield { squad, name: `${PLANS_FOLDER}/${names[i]}`, chunks: csv.chunks(cases) };
  }
}

/** What a report says when it has more squads to act than plans; null when every squad has its plan. */
export function plansWarning({ facts, judgement }: ReportSource, most = MOST_PLANS): Warning | null {
  if (judgement.top.squads.length < Math.min(most, TOP_LIST_LENGTH)) return null;
  const { groupOf } = groupByField(facts, 'assignment_group');
  const squads = new Set(Array.from(judgement.lists.ACTIONABLE, (index) => groupOf[index])).size;
  if (squads <= most) return null;
  return {
    code: 'PLANS_LIMITED',
    message: `${squads} squads have cases to act on; the ${most} with the highest scores have a plan each.`,
  };
}

interface SquadCases {
  name: string;
  /** Indexes of its ACTIONABLE cases, by score descending, then by key. */
  cases: Uint32Array;
}

/** In the order of the report's top squads: by summed score descending, then by name. */
function squadsByScore({ facts, judgement }: ReportSource): SquadCases[] {
  const list = judgement.lists.ACTIONABLE;
  const groups = groupByField(facts, 'assignment_group');
  const starts = new Uint32Array(groups.count + 1);
  for (const index of list) starts[groups.groupOf[index] + 1]++;
  for (let squad = 0; squad < groups.count; squad++) starts[squad + 1] += starts[squad];

  const filled = starts.slice();
  const cases = new Uint32Array(list.length);
  for (const index of list) cases[filled[groups.groupOf[index]]++] = index;

  // In key order, as everywhere: a sum of floats depends on it.
  const scores = new Float64Array(groups.count);
  for (const index of list.slice().sort()) scores[groups.groupOf[index]] += judgement.score[index];

  const squads = Array.from({ length: groups.count }, (_, squad) => squad).filter(
    (squad) => starts[squad] < starts[squad + 1],
  );
  squads.sort((a, b) => scores[b] - scores[a] || groups.compareNames(a, b));
  return squads.map((squad) => ({
    name: groups.nameOf(squad),
    cases: cases.subarray(starts[squad], starts[squad + 1]),
  }));
}
