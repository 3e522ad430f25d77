/** What cases are listed by: all descend, and equal values follow `seq`. The number of an order is its place here. */
export const CASE_ORDERS = ['SCORE', 'ALERT_COUNT', 'FIRST_EVENT', 'LAST_EVENT'] as const;
export type CaseOrder = (typeof CASE_ORDERS)[number];

/** Places in a row of an order: so many that the row fills a page of the table. */
export const PLACES_PER_PART = 384;

/**
 * The columns of a part of an order in the database, in the order of the file that reports write and the store loads:
 * lists of a value per place each. A squad is the place of its name in the list of CASE_SQUAD_COLUMNS, from 1;
 * `actions` and `action_groups` hold indexes into SUGGESTED_ACTIONS and ACTION_GROUPS.
 */
export const CASE_ORDER_COLUMNS = [
  'report_id',
  'order_by',
  'part',
  'seqs',
  'squads',
  'actions',
  'action_groups',
  'scores',
] as const;

/** The names of a report's squads in the database, ascending by code point. */
export const CASE_SQUAD_COLUMNS = ['report_id', 'names'] as const;

/** Paths of local files in the binary format of PostgreSQL's COPY. */
export interface CaseOrderFiles {
  /** Columns as in CASE_ORDER_COLUMNS. */
  orders: string;
  /** Columns as in CASE_SQUAD_COLUMNS: one row, none when there are no cases. */
  squads: string;
}
