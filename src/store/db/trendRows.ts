import type { TrendResult } from '../../domain/trendTypes.js';
import type { NewReportTrend, NewTrend, TrendRecord, TrendTables } from '../trendTypes.js';
import type { TrendModel } from './trendModel.js';

/** The row of a new trend; a comparison has no reports. */
export function trendColumns({ result, ...trend }: NewTrend | NewReportTrend) {
  const { kpis, verdict, diagnosis } = result;
  return { ...trend, createdAt: new Date(), kpis, verdict, diagnosis, tables: tablesOf(result) };
}

function tablesOf(result: TrendResult): TrendTables {
  const { newProblems, resolvedProblems, persistentProblems, persistentSquads, squads } = result;
  return { newProblems, resolvedProblems, persistentProblems, persistentSquads, squads };
}

/** A trend as others see it, without its tables. */
export function trendRecord(trend: TrendModel): TrendRecord {
  return {
    id: trend.id,
    createdAt: trend.createdAt,
    previousId: trend.previousId ?? null,
    currentId: trend.currentId ?? null,
    jobId: trend.jobId ?? null,
    previousFileName: trend.previousFileName,
    currentFileName: trend.currentFileName,
    kpis: trend.kpis,
    verdict: trend.verdict,
    diagnosis: trend.diagnosis,
    artifacts: trend.artifacts,
    prefix: trend.prefix,
  };
}
