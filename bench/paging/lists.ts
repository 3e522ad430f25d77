import { CASE_ORDERS } from '../../src/domain/caseOrders.js';
import type { CaseFilter, CasePageRequest } from '../../src/store/types.js';

/** Filters from one that lets all through to one that lets none through. */
const FILTERS: Record<string, CaseFilter> = {
  none: {},
  'a squad': { assignmentGroup: 'Squad 7' },
  'a group': { groups: ['ACTIONABLE'] },
  'three actions': { actions: ['INTERMITTENT', 'PARTIAL_SUCCESS', 'ALWAYS_OK'] },
  'a low score': { minScore: 30 },
  'a high score': { minScore: 597 },
  'squad, actions and score': {
    assignmentGroup: 'Squad 7',
    actions: ['INTERMITTENT', 'PERSISTENT_FAILURE'],
    minScore: 300,
  },
  'what nothing matches': { assignmentGroup: 'Nobody', minScore: 1 },
};

export interface List {
  name: string;
  request: Omit<CasePageRequest, 'first'>;
}

/** Every order with every filter. */
export const LISTS: List[] = CASE_ORDERS.flatMap((orderBy) =>
  Object.entries(FILTERS).map(([filterName, filter]) => ({
    name: `${orderBy}, ${filterName}`,
    request: { orderBy, filter },
  })),
);
