export const TREND_VERDICTS = [
  'SUSTAINED_EXCELLENCE',
  'FIRST_REGRESSION',
  'EXCELLENCE_REACHED',
  'REGRESSION',
  'EFFECTIVE_BUT_UNSTABLE',
  'IMPROVEMENT',
  'STAGNATION',
  'NEUTRAL',
] as const;
export type TrendVerdict = (typeof TREND_VERDICTS)[number];

/** Counts of actionable cases and their alerts; rates are percentages from 0 to 100. */
export interface TrendKpis {
  previousCases: number;
  currentCases: number;
  /** Only before. */
  resolvedCases: number;
  /** Only now. */
  newCases: number;
  /** Both. */
  persistentCases: number;
  previousAlerts: number;
  currentAlerts: number;
  resolvedAlerts: number;
  newAlerts: number;
  /** Alerts of the persistent cases now, and before. */
  persistentAlerts: number;
  persistentAlertsBefore: number;
  /** resolved / previous × 100 */
  resolutionRate: number;
  /** new / current × 100 */
  regressionRate: number;
}

/** A problem or squad; `change` is alertsNow − alertsBefore. */
export interface TrendRow {
  name: string;
  cases: number;
  alertsBefore: number;
  alertsNow: number;
  change: number;
}

export interface TrendResult {
  kpis: TrendKpis;
  verdict: TrendVerdict;
  /** The verdict, the main point of action and the main win, in words. */
  diagnosis: string;
  /** By name, in code-point order. */
  newProblems: TrendRow[];
  resolvedProblems: TrendRow[];
  persistentProblems: TrendRow[];
  /** By cases descending, then by size of the change descending, then by name. */
  persistentSquads: TrendRow[];
  /** Squads with an actionable case on either side, by name; `cases` are those of now. */
  squads: TrendRow[];
}
