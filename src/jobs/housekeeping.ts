import type { AnalysisParts } from './analysis.js';
import { keepNewestReports } from './retention.js';
import { sweepOrphans } from './sweep.js';
import { forgetUploads, type UploadKeeping } from './uploadKeeping.js';

/** What was written so lately, in milliseconds, may be about to be named by a row, here or in another process. */
export const ORPHAN_AGE_MS = 24 * 3600 * 1000;

/**
 * Removes what is no longer kept: reports beyond the retention, uploads that have had their time, files that no row
 * names.
 * @param kept        maxReports undefined: all reports are kept
 * @param onRemoved   called when reports have been removed
 */
export async function keepHouse(
  { maxReports, uploads }: { maxReports: number | undefined; uploads: UploadKeeping },
  parts: AnalysisParts,
  onRemoved: () => void,
): Promise<void> {
  const { store, objects, log } = parts;
  if (maxReports !== undefined && (await keepNewestReports(maxReports, parts)) > 0) onRemoved();
  const forgotten = await forgetUploads(uploads, parts);
  if (forgotten > 0) log.info({ uploads: forgotten }, 'removed uploads that are no longer needed');
  const swept = await sweepOrphans(store, objects, ORPHAN_AGE_MS);
  if (swept.length > 0) log.info({ swept: swept.length }, 'removed files that nothing names');
}
