import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT_ROOT } from '../../src/paths.js';

export interface GoldenCase {
  assignmentGroup: string;
  shortDescription: string;
  alertCount: number;
  alertNumbers: string[];
  statusChronology: (string | null)[];
  lastEvent: string;
  action: string;
  group: string;
  score: number;
}

export interface Golden {
  bytes: Buffer;
  options: Record<string, string>;
  kpis: Record<string, number>;
  invalid: { number: string | null; reason: string }[];
  /** In key order. */
  cases: GoldenCase[];
}

/** A file and what an independent implementation makes of it. */
export function golden(folder: string): Golden {
  const path = join(PROJECT_ROOT, 'test/golden', folder);
  return {
    bytes: readFileSync(join(path, 'input.csv')),
    ...JSON.parse(readFileSync(join(path, 'expected.json'), 'utf8')),
  };
}
