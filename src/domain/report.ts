import type { InputFacts, InvalidRowCounts, Warning } from './facts.js';

/** The index of an action is the code that judgements carry. */
export const SUGGESTED_ACTIONS = [
  'STATUS_MISSING',
  'PERSISTENT_FAILURE',
  'CHRONIC_INSTABILITY',
  'INTERMITTENT',
  'STABILIZED',
  'ALWAYS_OK',
  'PARTIAL_SUCCESS',
] as const;
export type SuggestedAction = (typeof SUGGESTED_ACTIONS)[number];

export const ACTION_GROUPS = ['ACTIONABLE', 'REMEDIATED', 'UNSTABLE', 'ATTENTION'] as const;
export type ActionGroup = (typeof ACTION_GROUPS)[number];

export const ARTIFACT_KINDS = [
  'SUMMARY_JSON',
  'ACTIONABLE_CSV',
  'REMEDIATED_CSV',
  'UNSTABLE_CSV',
  'ATTENTION_CSV',
  'INVALID_ROWS_CSV',
  'REPORT_HTML',
  'TREND_HTML',
  'TREND_JSON',
  'ACTION_PLAN_CSV',
  'ALERTS_PARQUET',
  'CASES_PARQUET',
  'BUNDLE_ZIP',
  'ORIGINAL_UPLOAD',
] as const;
export type ArtifactKind = (typeof ARTIFACT_KINDS)[number];

/** Counts per group; rates are percentages from 0 to 100. */
export interface Kpis {
  totalCases: number;
  totalAlerts: number;
  actionableCases: number;
  actionableAlerts: number;
  remediatedCases: number;
  remediatedAlerts: number;
  unstableCases: number;
  unstableAlerts: number;
  attentionCases: number;
  attentionAlerts: number;
  automationSuccessRate: number;
  invalidRows: number;
}

/** An event's wall-clock time, `2025-01-20T10:00:00`; never a JavaScript Date. */
export type LocalDateTime = string;

export interface Period {
  start: LocalDateTime | null;
  end: LocalDateTime | null;
}

export interface Tally {
  name: string;
  cases: number;
  alerts: number;
}

export interface SquadScore {
  name: string;
  cases: number;
  score: number;
}

export interface UnknownValue {
  column: string;
  value: string;
  rows: number;
}

export interface RuleSetRef {
  id: string;
  /** SHA-256 of the rule set's canonical JSON, in lower-case hexadecimal. */
  hash: string;
}

/** The first TOP_LIST_LENGTH entries of each list; longer ones are cut, so that sums never depend on row order. */
export const TOP_LIST_LENGTH = 100;

export interface TopLists {
  squads: SquadScore[];
  metrics: Tally[];
  /** Problems over all cases, and per group. */
  problems: Tally[];
  problemsByGroup: Record<ActionGroup, Tally[]>;
}

/** All of a report but its cases: what is stored beside the case rows and what the API shows first. */
export interface ReportSummary {
  input: InputFacts;
  ruleSet: RuleSetRef;
  period: Period;
  kpis: Kpis;
  invalidRows: InvalidRowCounts;
  unknownValues: UnknownValue[];
  warnings: Warning[];
  top: TopLists;
}

export interface Artifact {
  kind: ArtifactKind;
  /** Path below the report's own folder, with `/`. */
  name: string;
  bytes: number;
}
