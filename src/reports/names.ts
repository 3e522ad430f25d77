import type { ArtifactKind } from '../domain/report.js';

/** What an artefact's file is called. */
export const ARTEFACT_NAMES = {
  SUMMARY_JSON: 'summary.json',
  ACTIONABLE_CSV: 'actionable.csv',
  REMEDIATED_CSV: 'remediated.csv',
  UNSTABLE_CSV: 'unstable.csv',
  ATTENTION_CSV: 'attention.csv',
  INVALID_ROWS_CSV: 'invalid-rows.csv',
} as const satisfies Partial<Record<ArtifactKind, string>>;
