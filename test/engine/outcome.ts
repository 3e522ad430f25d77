import { isDeepStrictEqual } from 'node:util';
import type { RefusedRow } from '../../src/domain/facts.js';
import { openFacts } from '../../src/domain/factsFile.js';
import { judge } from '../../src/domain/judge.js';
import { summaryOf as reportSummaryOf } from '../../src/domain/summary.js';
import { readRefused } from '../../src/engine/node/refused.js';
import type { ScanResult } from '../../src/engine/node/types.js';
import { summaryJson } from '../../src/reports/summaryJson.js';
import { loadRuleSet } from '../../src/rules/load.js';
import { analyzeReference } from '../reference/analyze.js';
import { summaryOf } from '../reference/summary.js';
import type { ReferenceOptions } from '../reference/types.js';

const FILE_NAME = 'input.csv';
const { rules, ref } = loadRuleSet('v1');

/** What a file came to, in a form that core and reference share; `failure` is the code of the error. */
export type Outcome = { summary: unknown; refused: RefusedRow[] } | { failure: string };

/** The bytes of summary.json. */
export function summaryBytes({ factsBuffer }: Pick<ScanResult, 'factsBuffer'>): Buffer {
  const facts = openFacts(factsBuffer);
  const judgement = judge(facts, rules);
  const summary = reportSummaryOf(facts, judgement, ref);
  const source = { facts, judgement, summary, fileName: FILE_NAME };
  // A chunk is good until the next one: the writer uses its buffer again.
  return Buffer.concat(Array.from(summaryJson(source), (chunk) => Buffer.from(chunk)));
}

export async function refusedRows({ refused }: Pick<ScanResult, 'refused'>): Promise<RefusedRow[]> {
  const rows: RefusedRow[] = [];
  for (const row of readRefused(refused)) {
    const { line, byteOffset, reason, number, fields, raw, unquoted } = row;
    if (unquoted && !isDeepStrictEqual(unquoted.text.split(unquoted.delimiter), fields))
      throw new Error(`Line ${line} has other fields than its text.`);
    rows.push({ line, byteOffset, reason, number, fields, raw });
  }
  return rows;
}

export function coreOutcome(summary: string, refused: RefusedRow[]): Outcome {
  return { summary: withoutWords(JSON.parse(summary)), refused };
}

export function referenceOutcome(bytes: Uint8Array, options: ReferenceOptions): Outcome {
  const report = analyzeReference(bytes, options);
  if (report.failure !== null) return { failure: report.failure.code };
  const summary = summaryOf(report, { fileName: FILE_NAME, ruleSet: ref });
  return { summary: withoutWords(JSON.parse(JSON.stringify(summary))), refused: report.refused };
}

interface Worded {
  warnings: { code: string; message?: string }[];
  cases: { explanation?: string }[];
}

/** Explanations and the texts of warnings are words: no second program finds the same ones. */
function withoutWords(summary: Worded): Worded {
  for (const warning of summary.warnings) delete warning.message;
  for (const one of summary.cases) delete one.explanation;
  return summary;
}
