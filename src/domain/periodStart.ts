import type { Facts } from './facts.js';

const NANOS_PER_SECOND = 1_000_000_000n;

/**
 * When a file's period begins: its earliest event, in nanoseconds of the wall clock since 1970; null when it has no
 * case. The years that dates may have fit into a signed integer of 64 bits.
 */
export function periodStartOf({ caseCount, firstSeconds, firstNanos }: Facts): bigint | null {
  if (caseCount === 0) return null;
  let earliest = 0;
  for (let index = 1; index < caseCount; index++) {
    const later = firstSeconds[index] - firstSeconds[earliest] || firstNanos[index] - firstNanos[earliest];
    if (later < 0) earliest = index;
  }
  return BigInt(firstSeconds[earliest]) * NANOS_PER_SECOND + BigInt(firstNanos[earliest]);
}
