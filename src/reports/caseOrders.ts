import {
  CASE_ORDER_COLUMNS,
  CASE_ORDERS,
  CASE_SQUAD_COLUMNS,
  PLACES_PER_PART,
} from '../domain/caseOrders.js';
import { descending } from '../domain/order.js';
import { BinaryRows, FLOAT8, INT2, INT4 } from './binaryRows.js';

/** What cases are listed by and filtered by; columns by `seq`. */
export interface OrderedCases {
  /** The squad of each, from 1. */
  squad: Uint32Array;
  /** Indexes into SUGGESTED_ACTIONS and ACTION_GROUPS. */
  action: Uint8Array;
  group: Uint8Array;
  score: Float64Array;
  alertCount: Uint32Array;
  firstSeconds: Float64Array;
  lastSeconds: Float64Array;
}

/**
 * The orders of a report's cases, part by part, as the database holds them.
 * @param reportId the report's UUID
 */
export function* caseOrders(cases: OrderedCases, reportId: string): Generator<Uint8Array> {
  const rows = new BinaryRows();
  const seqs = Uint32Array.from(cases.score, (_, seq) => seq);
  const values = [cases.score, Float64Array.from(cases.alertCount), cases.firstSeconds, cases.lastSeconds];
  for (let order = 0; order < CASE_ORDERS.length; order++) {
    const placed = descending(seqs, values[order]);
    for (let part = 0; part * PLACES_PER_PART < placed.length; part++) {
      const places = placed.subarray(part * PLACES_PER_PART, (part + 1) * PLACES_PER_PART);
      rows.row(CASE_ORDER_COLUMNS.length).uuid(reportId).number(INT2, order).number(INT4, part);
      rows.list(INT4, seqs, places).list(INT4, cases.squad, places);
      rows.list(INT2, cases.action, places).list(INT2, cases.group, places);
      rows.list(FLOAT8, cases.score, places);
      if (rows.isFull) yield rows.take();
    }
  }
  yield rows.end().take();
}

/** The names of its squads: that of squad 1 first. */
export function* caseSquads(names: readonly string[], reportId: string): Generator<Uint8Array> {
  const rows = new BinaryRows();
  if (names.length > 0) rows.row(CASE_SQUAD_COLUMNS.length).uuid(reportId).texts(names);
  yield rows.end().take();
}
