import { CASE_ORDERS, PLACES_PER_PART } from '../../src/domain/caseOrders.js';

/** In the order of CASE_ORDERS. */
const COLUMNS = ['score', 'alert_count', 'first_event', 'last_event'];
const LISTS = ['seq', 'squad', 'action', 'action_group', 'score'];

function orderedBy(column: string, order: number): string {
  const lists = LISTS.map((list) => `array_agg(${list} ORDER BY place)`);
  return `
SELECT $1::uuid, ${order}, place / ${PLACES_PER_PART}, ${lists.join(', ')}
FROM (SELECT *, row_number() OVER (ORDER BY ${column} DESC, seq) - 1 AS place FROM ranked) AS placed
GROUP BY place / ${PLACES_PER_PART}`;
}

/**
 * The orders of a report's cases and the names of its squads, as PostgreSQL itself finds them from the cases that are
 * there. $1: the report's id.
 */
export const ORDER_CASES = `
WITH ranked AS MATERIALIZED (
  SELECT *, dense_rank() OVER (ORDER BY assignment_group)::int AS squad FROM cases WHERE report_id = $1::uuid
), named AS (
  INSERT INTO case_squads (report_id, names)
  SELECT $1::uuid, array_agg(DISTINCT assignment_group ORDER BY assignment_group) FROM ranked HAVING count(*) > 0
)
INSERT INTO case_orders (report_id, order_by, part, seqs, squads, actions, action_groups, scores)
${CASE_ORDERS.map((_, order) => orderedBy(COLUMNS[order], order)).join('\nUNION ALL')}`;
