import type { Period } from '../../domain/report.js';

/** Where the tables for analytical databases lie, below the folder of a report. */
export const PARQUET_FOLDER = 'parquet';

export type ParquetTable = 'cases' | 'alerts';

/**
 * Path of a table's file. The folders say what the file belongs to, as lakes have it (`name=value`): the month in
 * which the report's period begins, and the report, so that the bytes depend on the input alone.
 * @param reportId absent from the path when null
 */
export function parquetName(table: ParquetTable, { start }: Period, reportId: string | null): string {
  const month = start === null ? 'none' : start.slice(0, 'YYYY-MM'.length);
  const report = reportId === null ? '' : `report=${reportId}/`;
  return `${PARQUET_FOLDER}/${table}/period=${month}/${report}part-0.parquet`;
}

const NAME = /^(cases|alerts)[\\/]period=(\d{4}-\d{2}|none)[\\/]part-0\.parquet$/;

/** Whether a file in the folder of tables is one that a command has made, by its path there. */
export function isParquetName(name: string): boolean {
  return NAME.test(name);
}
