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
