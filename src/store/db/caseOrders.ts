import type { CaseOrder } from '../types.js';

/** The number and the column of each order; all descend, and equal values follow `seq`. */
export const ORDERS: Record<CaseOrder, { number: number; column: string }> = {
  SCORE: { number: 0, column: 'score' },
  ALERT_COUNT: { number: 1, column: 'alert_count' },
  FIRST_EVENT: { number: 2, column: 'first_event' },
  LAST_EVENT: { number: 3, column: 'last_event' },
};

/** What holds the cases of a report. */
export const CASE_TABLES = ['cases', 'case_orders', 'case_squads'] as const;

/** Places in a row of case_orders: so many that the row fills a page of the table. */
export const PLACES = 384;

const LISTS = ['seq', 'squad', 'action', 'action_group', 'score'] as const;

/** Whole lists, all by one sort, and the parts of each. */
function orderedBy({ number, column }: (typeof ORDERS)[CaseOrder]): string {
  const whole = LISTS.map((list) => `array_agg(${list} ORDER BY ${column} DESC, seq) AS ${list}s`);
  const part = LISTS.map((list) => `${list}s[part * ${PLACES} + 1 : (part + 1) * ${PLACES}]`);
  return `
SELECT $1::uuid, ${number}, part, ${part.join(', ')}
FROM (SELECT ${whole.join(', ')} FROM ranked) AS whole
CROSS JOIN LATERAL generate_series(0, (cardinality(seqs) - 1) / ${PLACES}) AS part`;
}

/**
 * Lays down the orders of a report's cases, and the names of its squads. $1: the report's id; its cases are there.
 * A squad is the place of its name among them, from 1.
 */
export const ORDER_CASES = `
WITH ranked AS MATERIALIZED (
  SELECT seq, dense_rank() OVER (ORDER BY assignment_group)::int AS squad, assignment_group, action, action_group,
    score, alert_count, first_event, last_event
  FROM cases WHERE report_id = $1::uuid
), named AS (
  INSERT INTO case_squads (report_id, names)
  SELECT $1::uuid, array_agg(assignment_group ORDER BY squad)
  FROM (SELECT DISTINCT squad, assignment_group FROM ranked) AS squads
  HAVING count(*) > 0
)
INSERT INTO case_orders (report_id, order_by, part, seqs, squads, actions, action_groups, scores)
${Object.values(ORDERS).map(orderedBy).join('\nUNION ALL')}`;

/** Of the orders of one report's cases, the places of one order, with what a filter asks. */
export function places(reportId: string, orderBy: CaseOrder): string {
  return `(SELECT part, place::int AS place, seq, squad, action, action_group, score
    FROM case_orders
    CROSS JOIN LATERAL unnest(seqs, squads, actions, action_groups, scores) WITH ORDINALITY
      AS places (seq, squad, action, action_group, score, place)
    WHERE report_id = ${reportId} AND order_by = ${ORDERS[orderBy].number}) AS places`;
}
