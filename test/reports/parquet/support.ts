import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import type { TextColumn } from '../../../src/domain/facts.js';
import { alertsParquet } from '../../../src/reports/parquet/alertsParquet.js';
import { casesParquet } from '../../../src/reports/parquet/casesParquet.js';
import { parquetName } from '../../../src/reports/parquet/names.js';
import type { ReportSource } from '../../../src/reports/source.js';

/** Writes both tables of a report where they lie in an object store. */
export function writeTables(folder: string, source: ReportSource, reportId: string): void {
  const tables = { cases: casesParquet(source), alerts: alertsParquet(source) };
  for (const table of ['cases', 'alerts'] as const) {
    const path = join(
      folder,
      `reports/job-${reportId}/1`,
      parquetName(table, source.summary.period, reportId),
    );
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, bytesOf(tables[table]));
  }
}

/** A chunk is copied when it comes, because it is valid until the next. */
export function bytesOf(chunks: Iterable<Uint8Array>): Buffer {
  return Buffer.concat(Array.from(chunks, (chunk) => Buffer.from(chunk)));
}

/** Texts as a column of facts. */
export function column(texts: string[]): TextColumn {
  const parts = texts.map((text) => Buffer.from(text, 'utf8'));
  const starts = new Uint32Array(texts.length + 1);
  for (const [i, { length }] of parts.entries()) starts[i + 1] = starts[i] + length;
  return { starts, bytes: Uint8Array.from(Buffer.concat(parts)) };
}

/** The rows that DuckDB answers a query with, whole numbers as numbers. */
export async function queried(sql: string): Promise<Record<string, unknown>[]> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    const reader = await connection.runAndReadAll(sql);
    const rows = reader.getRowObjectsJson();
    return JSON.parse(JSON.stringify(rows));
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
