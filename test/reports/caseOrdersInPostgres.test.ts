import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CASE_ORDER_COLUMNS, CASE_SQUAD_COLUMNS, PLACES_PER_PART } from '../../src/domain/caseOrders.js';
import type { Facts } from '../../src/domain/facts.js';
import { caseOrders, caseSquads } from '../../src/reports/caseOrders.js';
import { caseRows } from '../../src/reports/caseRows.js';
import { squadsOf } from '../../src/reports/produceCaseOrders.js';
import { factsOf, row } from '../support/facts.js';
import { ORDER_CASES } from '../support/orderCases.js';
import { CopyTarget } from './copyTarget.js';
import { NASTY_TEXTS, sourceOf } from './support.js';

const REPORT_ID = '0d6e7a52-6a2c-4c53-9d43-0f2f6f0f8f11';

let target: CopyTarget;
beforeAll(async () => {
  target = await CopyTarget.open();
});
afterAll(() => target?.close());

async function loadOrders(facts: Facts): Promise<void> {
  const { judgement } = sourceOf(facts);
  const { squad, names } = squadsOf(facts);
  const { firstSeconds, lastSeconds } = facts;
  await target.load(
    `COPY case_orders (${CASE_ORDER_COLUMNS.join(', ')}) FROM STDIN (FORMAT binary)`,
    caseOrders({ ...judgement, squad, firstSeconds, lastSeconds }, REPORT_ID),
  );
  await target.load(
    `COPY case_squads (${CASE_SQUAD_COLUMNS.join(', ')}) FROM STDIN (FORMAT binary)`,
    caseSquads(names, REPORT_ID),
  );
}

/** What is there of the orders, and nothing of it afterwards. */
async function takeOrders() {
  const orders = await target.client.query('DELETE FROM case_orders RETURNING *');
  const squads = await target.client.query('DELETE FROM case_squads RETURNING *');
  const byPlace = (a: Record<string, number>, b: Record<string, number>) =>
    a.order_by - b.order_by || a.part - b.part;
  return { orders: orders.rows.sort(byPlace), squads: squads.rows };
}

const manyCases = Array.from({ length: 2 * PLACES_PER_PART + 5 }, (_, i) =>
  Array.from({ length: 1 + (i % 4) }, (_, alert) =>
    row({
      assignment_group: `Squad ${(i * 7) % 11}`,
      node: `n${i}`,
      number: `A${i}-${alert}`,
      status: i % 3 === 0 ? 'Closed' : null,
      at: `2025-01-${String(1 + ((i * 5) % 28)).padStart(2, '0')}T10:00:0${i % 10}`,
    }),
  ),
).flat();

describe('the orders of cases', () => {
  it.each([
    ['in several parts, most values equal', manyCases, 3],
    [
      'with squads of any name',
      NASTY_TEXTS.flatMap((text) => [row({ assignment_group: text }), row({ assignment_group: `${text}z` })]),
      1,
    ],
    ['of one case before 1970', [row({ at: '1701-12-31T23:59:59' })], 1],
  ])('%s are those that PostgreSQL finds itself', async (_, rows, parts) => {
    const facts = factsOf(rows);
    await target.load('COPY cases FROM STDIN', caseRows(sourceOf(facts), REPORT_ID));
    await loadOrders(facts);
    const written = await takeOrders();
    await target.client.query(ORDER_CASES, [REPORT_ID]);
    const found = await takeOrders();
    await target.client.query('DELETE FROM cases');

    expect(written).toEqual(found);
    expect(written.orders).toHaveLength(4 * parts);
    expect(written.squads).toHaveLength(1);
  });

  it('name more squads than a chunk holds', async () => {
    const names = Array.from({ length: 30_000 }, (_, i) => `Squad ${String(i).padStart(20, '0')} ação`);
    await target.load(
      'COPY case_squads (report_id, names) FROM STDIN (FORMAT binary)',
      caseSquads(names, REPORT_ID),
    );
    expect((await takeOrders()).squads).toEqual([{ report_id: REPORT_ID, names }]);
  });

  it('of no cases are none', async () => {
    await loadOrders(factsOf([]));
    expect(await takeOrders()).toEqual({ orders: [], squads: [] });
  });
});
