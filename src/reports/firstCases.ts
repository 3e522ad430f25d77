import type { Case } from '../domain/case.js';
import { KEY_FIELDS } from '../domain/facts.js';
import { SUGGESTED_ACTIONS } from '../domain/report.js';
import { textsBetween } from '../domain/text.js';
import type { ReportSource } from './source.js';

/** A case in one line, for those who look at no more than the first. */
export type CaseLine = Pick<Case, 'score' | 'action' | 'assignmentGroup' | 'shortDescription' | 'node'>;

const MOST_LINES = 10;

/** The cases to act on first, without what may be long of them. */
export function firstCases({ facts, judgement }: Pick<ReportSource, 'facts' | 'judgement'>): CaseLine[] {
  const first = judgement.lists.ACTIONABLE.subarray(0, MOST_LINES);
  return Array.from(first, (index) => {
    const key = index * KEY_FIELDS;
    const [assignmentGroup, shortDescription, node] = textsBetween(facts.keys, key, key + KEY_FIELDS);
    const action = SUGGESTED_ACTIONS[judgement.action[index]];
    return { score: judgement.score[index], action, assignmentGroup, shortDescription, node };
  });
}
