import type pg from 'pg';
import { beginRead, type Statement } from '../../src/store/db/readPool.js';

/** A node of a plan that was run, as EXPLAIN (ANALYZE, FORMAT JSON) gives it; rows are means per loop. */
export interface PlanNode {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Name'?: string;
  'Actual Rows': number;
  'Actual Loops': number;
  'Rows Removed by Filter'?: number;
  'Heap Fetches'?: number;
  Plans?: PlanNode[];
}

/** All nodes of the plan by which the database runs a statement of the models. */
export async function planOf(client: pg.Client, text: string, values: unknown[] = []): Promise<PlanNode[]> {
  const { rows } = await client.query<{ 'QUERY PLAN': { Plan: PlanNode }[] }>(
    `EXPLAIN (ANALYZE, FORMAT JSON, TIMING OFF) ${text}`,
    values,
  );
  return nodesOf(rows[0]['QUERY PLAN'][0].Plan);
}

/** The same of a statement of the read pool. */
export async function readPlanOf(client: pg.Client, { text, values }: Statement): Promise<PlanNode[]> {
  await client.query(beginRead(60_000));
  try {
    return await planOf(client, text, values);
  } finally {
    await client.query('ROLLBACK');
  }
}

export function typesOf(plan: PlanNode[]): string[] {
  return plan.map((node) => node['Node Type']);
}

function nodesOf(plan: PlanNode): PlanNode[] {
  return [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];
}

/** Rows that a plan has read from tables, those among them that it read in vain. */
export function rowsRead(plan: PlanNode[], isMeant: (table: string) => boolean = () => true): number {
  return plan
    .filter((node) => node['Relation Name'] !== undefined && isMeant(node['Relation Name']))
    .reduce((sum, node) => {
      const perLoop = node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0);
      return sum + Math.round(perLoop * node['Actual Loops']);
    }, 0);
}
