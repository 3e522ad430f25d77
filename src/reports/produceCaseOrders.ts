import type { CaseOrderFiles } from '../domain/caseOrders.js';
import type { Facts } from '../domain/facts.js';
import { groupByField } from '../domain/fieldGroups.js';
import { caseOrders, caseSquads } from './caseOrders.js';
import { judgedFiles, type MadeFiles } from './judgedFiles.js';
import type { ProduceCaseRowsTask } from './produceCaseRows.js';

const ORDERS_NAME = 'case-orders.copy';
const SQUADS_NAME = 'case-squads.copy';

export interface ProducedCaseOrders extends MadeFiles, CaseOrderFiles {}

/**
 * Judges facts and writes the orders of the cases, and the names of their squads, for the database that will hold
 * them. A task of its own: the database loads the rows of the cases meanwhile.
 * @throws CodedError CANCELLED when the flag is raised
 */
export function produceCaseOrders(task: ProduceCaseRowsTask): Promise<ProducedCaseOrders> {
  const { facts, reportId } = task;
  return judgedFiles(task, async (judgement, out) => {
    const { squad, names } = squadsOf(facts);
    const { firstSeconds, lastSeconds } = facts;
    return {
      orders: await out.file(
        ORDERS_NAME,
        caseOrders({ ...judgement, squad, firstSeconds, lastSeconds }, reportId),
      ),
      squads: await out.file(SQUADS_NAME, caseSquads(names, reportId)),
    };
  });
}

/** The squad of each case, from 1, in the order of their first case: that of their names, the first field of the key. */
export function squadsOf(facts: Facts): { squad: Uint32Array; names: string[] } {
  const { groupOf, count, nameOf } = groupByField(facts, 'assignment_group');
  return {
    squad: groupOf.map((group) => group + 1),
    names: Array.from({ length: count }, (_, group) => nameOf(group)),
  };
}
