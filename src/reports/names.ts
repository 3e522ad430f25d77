import type { ArtifactKind } from '../domain/report.js';

/** What an artefact's file is called. */
export const ARTEFACT_NAMES = {
  SUMMARY_JSON: 'summary.json',
  ACTIONABLE_CSV: 'actionable.csv',
  REMEDIATED_CSV: 'remediated.csv',
  UNSTABLE_CSV: 'unstable.csv',
  ATTENTION_CSV: 'attention.csv',
  INVALID_ROWS_CSV: 'invalid-rows.csv',
  REPORT_HTML: 'report.html',
} as const satisfies Partial<Record<ArtifactKind, string>>;

/** Where action plans lie, below the folder of a report. */
export const PLANS_FOLDER = 'plans';

const PLAN_NAME = /^[A-Za-z0-9][A-Za-z0-9-]*-[0-9a-f]{10,64}\.csv$/;

/** Whether a file in the folder of plans is one, by its name. */
export function isPlanName(name: string): boolean {
  return PLAN_NAME.test(name);
}
