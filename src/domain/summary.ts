import { type Facts, type InvalidRowCounts, REFUSAL_REASONS } from './facts.js';
import type { Judgement } from './judge.js';
import type { ReportSummary, RuleSetRef } from './report.js';

/** All of a report but its cases. Names stand in a fixed order, whoever made the facts. */
export function summaryOf(facts: Facts, judgement: Judgement, ruleSet: RuleSetRef): ReportSummary {
  const { bytes, sha256, rows, delimiter, encoding, dateOrder, utcOffset } = facts.input;
  return {
    input: { bytes, sha256, rows, delimiter, encoding, dateOrder, utcOffset },
    ruleSet,
    period: judgement.period,
    kpis: judgement.kpis,
    invalidRows: inOrderOfReasons(facts.invalidRows),
    unknownValues: judgement.unknownValues,
    warnings: facts.warnings,
    get top() {
      return judgement.top;
    },
  };
}

function inOrderOfReasons({ total, byReason }: InvalidRowCounts): InvalidRowCounts {
  const counts: InvalidRowCounts['byReason'] = {};
  for (const reason of REFUSAL_REASONS) {
    const rows = byReason[reason] ?? 0;
    if (rows > 0) counts[reason] = rows;
  }
  return { total, byReason: counts };
}
