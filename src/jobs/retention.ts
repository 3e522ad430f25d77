import type { AnalysisParts } from './analysis.js';
import { removeReport } from './removal.js';

/**
 * Says what the retention is about to remove, so that an operator who did not mean it can still stop the service.
 * @param maxReports how many reports are kept
 */
export async function announceRetention(
  maxReports: number,
  { store, log }: Pick<AnalysisParts, 'store' | 'log'>,
): Promise<void> {
  const surplus = await store.reports.beyondNewest(maxReports);
  const reports = surplus.map(({ id, fileName, createdAt }) => ({ id, fileName, createdAt }));
  if (surplus.length > 0) log.warn({ maxReports, reports }, 'reports beyond MAX_REPORTS will be removed');
}

/**
 * Removes the reports that were created before the newest so many, the oldest first, each said in the log before.
 * @returns how many were removed
 */
export async function keepNewestReports(maxReports: number, parts: AnalysisParts): Promise<number> {
  let removed = 0;
  for (const { id: reportId, fileName } of await parts.store.reports.beyondNewest(maxReports)) {
    parts.log.warn({ reportId, fileName, maxReports }, 'a report beyond MAX_REPORTS is removed');
    if (await removeReport(reportId, parts)) removed++;
  }
  return removed;
}
