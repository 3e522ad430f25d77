import { ACTION_GROUPS, SUGGESTED_ACTIONS } from '../../domain/report.js';
import type { CaseFilter } from '../types.js';
import { storable } from './text.js';

/** Columns of the key, in its order. */
export const KEY_ROW_COLUMNS = [
  'assignment_group',
  'short_description',
  'node',
  'cmdb_ci_class',
  'cmdb_ci',
  'source',
  'metric_name',
] as const;

/** Collects the values of a statement; each call gives the placeholder of one. */
export class Parameters {
  readonly values: unknown[] = [];

  add(value: unknown): string {
    return `$${this.values.push(value)}`;
  }
}

export type NormalFilter = { [Field in keyof CaseFilter]: NonNullable<CaseFilter[Field]> };

/** A filter in which what does not restrict is absent; equal filters have equal JSON. */
export function normalFilter(filter: CaseFilter | null | undefined): NormalFilter {
  return {
    assignmentGroup: filter?.assignmentGroup ?? undefined,
    actions: distinct(filter?.actions),
    groups: distinct(filter?.groups),
    search: filter?.search || undefined,
    minScore: filter?.minScore ?? undefined,
  };
}

function distinct<Value extends string>(list: readonly Value[] | null | undefined): Value[] | undefined {
  return list?.length ? [...new Set(list)].sort() : undefined;
}

/** What a normal filter asks of the places of a report's cases; the report's id is given as SQL. */
export function placeConditions(
  filter: NormalFilter,
  parameters: Parameters,
): (reportId: string) => readonly string[] {
  const conditions: string[] = [];
  if (filter.actions) {
    const codes = filter.actions.map((action) => SUGGESTED_ACTIONS.indexOf(action));
    conditions.push(`action = ANY(${parameters.add(codes)}::smallint[])`);
  }
  if (filter.groups) {
    const codes = filter.groups.map((group) => ACTION_GROUPS.indexOf(group));
    conditions.push(`action_group = ANY(${parameters.add(codes)}::smallint[])`);
  }
  if (filter.minScore !== undefined) {
    conditions.push(`score >= ${parameters.add(filter.minScore)}::float8`);
  }
  if (filter.assignmentGroup === undefined) return () => conditions;
  const name = parameters.add(storable(filter.assignmentGroup));
  return (reportId) => [
    `squad = (SELECT array_position(names, ${name}::text) FROM case_squads WHERE report_id = ${reportId})`,
    ...conditions,
  ];
}

/**
 * What it asks of the rows of the cases themselves.
 * @param folding a collation that folds the case of all of Unicode, as SQL
 */
export function rowConditions({ search }: NormalFilter, parameters: Parameters, folding: string): string[] {
  if (search === undefined) return [];
  const wanted = `lower(${parameters.add(storable(search))}::text COLLATE ${folding})`;
  const hits = KEY_ROW_COLUMNS.map((column) => `strpos(lower(${column} COLLATE ${folding}), ${wanted}) > 0`);
  return [`(${hits.join(' OR ')})`];
}
