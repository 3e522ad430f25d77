import type { ActionGroup, LocalDateTime, SuggestedAction } from './report.js';

export interface ScoreFactors {
  /** Highest severity weight + priority weight over the case's alerts. */
  risk: number;
  action: number;
  inefficiency: number;
  volume: number;
}

/** A case as people and programs read it; the fields and their order are those of the public contract. */
export interface Case {
  /** 32 lower-case hexadecimal digits; the same seven key texts give the same key in every file. */
  key: string;
  assignmentGroup: string;
  shortDescription: string;
  node: string;
  cmdbCiClass: string;
  cmdbCi: string;
  source: string;
  metricName: string;
  firstEvent: LocalDateTime;
  lastEvent: LocalDateTime;
  alertCount: number;
  alertNumbers: string[];
  lastTaskStatus: string | null;
  statusChronology: (string | null)[];
  action: SuggestedAction;
  group: ActionGroup;
  score: number;
  factors: ScoreFactors;
  explanation: string;
}

/** The names of the seven key fields in a Case, in key order. */
export const KEY_FIELD_NAMES = [
  'assignmentGroup',
  'shortDescription',
  'node',
  'cmdbCiClass',
  'cmdbCi',
  'source',
  'metricName',
] as const satisfies readonly (keyof Case)[];
