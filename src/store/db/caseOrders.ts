import { CASE_ORDERS, type CaseOrder } from '../../domain/caseOrders.js';

/** What holds the cases of a report. */
export const CASE_TABLES = ['cases', 'case_orders', 'case_squads'] as const;

/** Of the orders of one report's cases, the places of one order, with what a filter asks. */
export function places(reportId: string, orderBy: CaseOrder): string {
  return `(SELECT part, place::int AS place, seq, squad, action, action_group, score
    FROM case_orders
    CROSS JOIN LATERAL unnest(seqs, squads, actions, action_groups, scores) WITH ORDINALITY
      AS places (seq, squad, action, action_group, score, place)
    WHERE report_id = ${reportId} AND order_by = ${CASE_ORDERS.indexOf(orderBy)}) AS places`;
}
