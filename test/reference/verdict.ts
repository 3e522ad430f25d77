/** Actionable cases of two periods; `fresh` are those that only the current one has. */
export interface VerdictCounts {
  previous: number;
  current: number;
  resolved: number;
  fresh: number;
}

/** New cases per resolved one beyond which a win is not a stable one. */
const STABLE_RATIO = 0.75;

/** The first that holds. */
export function verdictOf({ previous, current, resolved, fresh }: VerdictCounts): string {
  if (previous === 0 && current === 0) return 'SUSTAINED_EXCELLENCE';
  if (previous === 0) return 'FIRST_REGRESSION';
  if (current === 0) return 'EXCELLENCE_REACHED';
  if (current > previous) return 'REGRESSION';
  if (resolved > 0 && fresh / resolved > STABLE_RATIO) return 'EFFECTIVE_BUT_UNSTABLE';
  if (current < previous) return 'IMPROVEMENT';
  if (current === previous && resolved === 0) return 'STAGNATION';
  return 'NEUTRAL';
}
