/** Times of the same thing, in milliseconds. */
export interface Times {
  median: number;
  min: number;
  max: number;
  runs: number;
}

/** @throws RangeError when there are no values */
export function timesOf(values: readonly number[]): Times {
  if (values.length === 0) throw new RangeError('No runs, no times.');
  return { median: median(values), min: Math.min(...values), max: Math.max(...values), runs: values.length };
}

/** The middle value; of an even number of them, the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** How far the runs lie apart: (max − min) / median. */
export function spread({ median, min, max }: Times): number {
  return median === 0 ? 0 : (max - min) / median;
}

/** How long answers took, in milliseconds. */
export interface Latency {
  p50: number;
  p99: number;
  max: number;
  answers: number;
}

/** @throws RangeError when there are no values */
export function latencyOf(values: readonly number[]): Latency {
  if (values.length === 0) throw new RangeError('No answers, no latency.');
  return {
    p50: percentile(values, 0.5),
    p99: percentile(values, 0.99),
    max: percentile(values, 1),
    answers: values.length,
  };
}

/** The smallest value that this share of all values does not exceed (nearest rank). */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
}
