import type { AnalysisParts } from './analysis.js';
import { keepNewestReports } from './retention.js';
import { sweepOrphans } from './sweep.js';

/** What was written so lately, in milliseconds, may be about to be named by a row, here or in another process. */
export const ORPHAN_AGE_MS = 24 * 3600 * 1000;

/**
 * Removes what is no longer kept: reports beyond the retention, files that no row names.
 * @param maxReports  undefined: all reports are kept
 * @param onRemoved   called when reports have been removed
 */
export async function keepHouse(
  maxReports: number | undefined,
  parts: AnalysisParts,
  onRemoved: () => void,
): Promise<void> {
  const { store, objects, log } = parts;
  if (maxReports !== undefined && (await keepNewestReports(maxReports, parts)) > 0) onRemoved();
  const swept = await sweepOrphans(store, objects, ORPHAN_AGE_MS);
  if (swept.length > 0) log.info({ swept: swept.length }, 'removed files that nothing names');
}
