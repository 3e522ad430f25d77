import type { ReportRecord } from '../store/types.js';
import type { AnalysisParts } from './analysis.js';
import { TrendMaker } from './trends.js';
import { withWorkspace } from './workspace.js';

/**
 * Removes a report: its rows, and the trends made anew that it stood between, in one transaction; its files after
 * that. Files that cannot be removed then are named by nothing, and the sweep finds them.
 * @returns the report that was removed; null when there is none
 */
export async function removeReport(id: string, parts: AnalysisParts): Promise<ReportRecord | null> {
  const { store, objects, tmpDir, log } = parts;
  return withWorkspace(tmpDir, `removal-${id}`, async (workspace) => {
    const trends = new TrendMaker(parts, workspace.trends);
    // When this fails, nobody knows whether the commit has come through: what was made for it is left to the sweep.
    const removed = await store.reports.remove(id, trends);
    try {
      if (removed) await objects.removePrefix(removed.prefix);
      await trends.clearUp(removed !== null);
    } catch (err) {
      log.error({ err, reportId: id }, 'files of a removed report are left until they are swept up');
    }
    return removed;
  });
}
