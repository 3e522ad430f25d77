import type { RuleSetRef } from '../../src/domain/report.js';
import { showTime } from './times.js';
import type { ReferenceCase, ReferenceReport } from './types.js';

/** The object of `summary.json`, but for the explanations: those are words, and no second program finds the same. */
export function summaryOf(report: ReferenceReport, file: { fileName: string; ruleSet: RuleSetRef }) {
  return {
    schemaVersion: 1,
    input: { fileName: file.fileName, ...report.input },
    ruleSet: file.ruleSet,
    period: report.period,
    kpis: report.kpis,
    invalidRows: report.invalidRows,
    unknownValues: report.unknownValues,
    warnings: report.warnings,
    cases: report.cases.map(caseOf),
  };
}

export type SummaryCase = ReturnType<typeof caseOf>;

/** A case under the names of the contract. */
export function caseOf(one: ReferenceCase) {
  const [assignmentGroup, shortDescription, node, cmdbCiClass, cmdbCi, source, metricName] = one.fields;
  return {
    key: one.key,
    assignmentGroup,
    shortDescription,
    node,
    cmdbCiClass,
    cmdbCi,
    source,
    metricName,
    firstEvent: showTime(one.firstEvent),
    lastEvent: showTime(one.lastEvent),
    alertCount: one.alertNumbers.length,
    alertNumbers: one.alertNumbers,
    lastTaskStatus: one.lastTaskStatus,
    statusChronology: one.statusChronology,
    action: one.action,
    group: one.group,
    score: one.score,
    factors: one.factors,
  };
}
