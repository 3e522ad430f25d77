import type { Facts } from '../../src/domain/facts.js';
import type { Judgement } from '../../src/domain/judge.js';
import { SUGGESTED_ACTIONS } from '../../src/domain/report.js';
import { type Answer, noCases, noInvalidRows } from '../answer.js';

/** What our facts and judgements add up to. */
export function answerOf(facts: Facts, judgement: Judgement): Answer {
  const casesPerAction = noCases();
  for (const code of judgement.action) casesPerAction[SUGGESTED_ACTIONS[code]]++;
  return {
    cases: facts.caseCount,
    alerts: judgement.kpis.totalAlerts,
    chronologyEntries: facts.chronology.length,
    scoreSum: judgement.score.reduce((sum, score) => sum + score, 0),
    casesPerAction,
    invalidRows: { ...noInvalidRows(), ...facts.invalidRows.byReason },
  };
}
