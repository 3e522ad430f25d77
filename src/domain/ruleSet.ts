import type { ActionGroup, SuggestedAction } from './report.js';

/** Weights of exact words; `otherwise` is the weight of all others, blanks included. */
export interface WeightTable {
  weights: Record<string, number>;
  otherwise: number;
}

/** Everything in the opinions that is a number or a word. Versioned: a report names the set that made it. */
export interface RuleSet {
  id: string;
  /** Words as foldSeverity leaves them. */
  severity: WeightTable;
  priority: WeightTable;
  statuses: {
    /** Full success. */
    success: string;
    /** Partial success; it is positive too. */
    partial: string;
    /** Stands for a status that nobody collected: neither success nor failure. */
    notCollected: string;
    noTaskFound: string;
  };
  /** Whether a blank entry of the chronology counts as a failure. */
  blankStatus: 'failure' | 'neutral';
  /** At least so many full successes between the first event and the last, no more than the window apart. */
  chronicInstability: { successes: number; windowSeconds: number };
  groups: Record<SuggestedAction, ActionGroup>;
  score: {
    action: Record<SuggestedAction, number>;
    /** By the worst status of the chronology. */
    inefficiency: WeightTable;
    /** base + logWeight × ln(alerts) */
    volume: { base: number; logWeight: number };
  };
  /** An improvement with more new cases per resolved one than this is called unstable. */
  verdict: { unstableNewPerResolved: number };
}
