import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RefusedRow } from '../../src/domain/facts.js';
import { openFacts } from '../../src/domain/factsFile.js';
import { judge } from '../../src/domain/judge.js';
import { DEFAULT_LIMITS, DEFAULT_UTC_OFFSET_MINUTES } from '../../src/domain/options.js';
import { summaryOf as reportSummaryOf } from '../../src/domain/summary.js';
import type { CoreBuild } from '../../src/engine/core/core.js';
import { Engine } from '../../src/engine/node/engine.js';
import { readRefused } from '../../src/engine/node/refused.js';
import type { ScanRequest, ScanResult } from '../../src/engine/node/types.js';
import { CodedError } from '../../src/errors.js';
import { summaryJson } from '../../src/reports/summaryJson.js';
import { loadRuleSet } from '../../src/rules/load.js';
import { analyzeReference } from '../reference/analyze.js';
import { summaryOf } from '../reference/summary.js';
import type { ReferenceOptions } from '../reference/types.js';

const FILE_NAME = 'input.csv';
const { rules, ref } = loadRuleSet('v1');

/** How a file is cut up on its way through the core; no result may depend on it. */
export interface Passage {
  threads?: number;
  blockBytes?: number;
  splitBytes?: number;
}

export interface Analysis {
  /** The bytes of summary.json. */
  summary: string;
  refused: RefusedRow[];
  scan: ScanResult;
}

/** An engine and a folder for the files it reads; close it after the tests. */
export class Bench {
  readonly folder = mkdtempSync(join(tmpdir(), 'core-'));
  readonly engine: Engine;
  private runs = 0;

  constructor(build: CoreBuild | 'auto' = 'auto') {
    this.engine = new Engine({ threads: 2, build });
  }

  write(bytes: Uint8Array): string {
    const path = join(this.folder, `${this.runs++}.csv`);
    writeFileSync(path, bytes);
    return path;
  }

  request(path: string, options: ReferenceOptions, passage: Passage = {}): ScanRequest {
    const workDir = join(this.folder, `work-${this.runs++}`);
    mkdirSync(workDir);
    const { delimiter, encoding, dateOrder } = options;
    return {
      path,
      options: { delimiter, encoding, dateOrder },
      limits: {
        ...DEFAULT_LIMITS,
        ...(options.fieldBytes !== undefined && { fieldBytes: options.fieldBytes }),
        ...(options.columns !== undefined && { columns: options.columns }),
      },
      utcOffsetMinutes: options.utcOffsetMinutes ?? DEFAULT_UTC_OFFSET_MINUTES,
      threads: passage.threads ?? 1,
      blockBytes: passage.blockBytes ?? 262_144,
      splitBytes: passage.splitBytes ?? 1,
      workDir,
    };
  }

  async analyse(bytes: Uint8Array, options: ReferenceOptions, passage: Passage = {}): Promise<Analysis> {
    const path = this.write(bytes);
    const request = this.request(path, options, passage);
    try {
      const scan = await this.engine.scan(request);
      const facts = openFacts(scan.factsBuffer);
      const judgement = judge(facts, rules);
      const summary = reportSummaryOf(facts, judgement, ref);
      const source = { facts, judgement, summary, fileName: FILE_NAME };
      // A chunk is good until the next one: the writer uses its buffer again.
      const chunks = Array.from(summaryJson(source), (chunk) => Buffer.from(chunk));
      const refused: RefusedRow[] = [];
      for await (const row of readRefused(scan.refused)) refused.push(row);
      return { summary: Buffer.concat(chunks).toString(), refused, scan };
    } finally {
      rmSync(path);
      rmSync(request.workDir, { recursive: true });
    }
  }

  /** The analysis in the form that the reference has, for comparison. */
  async outcome(bytes: Uint8Array, options: ReferenceOptions, passage: Passage = {}): Promise<Outcome> {
    try {
      const { summary, refused } = await this.analyse(bytes, options, passage);
      return { summary: withoutWords(JSON.parse(summary)), refused };
    } catch (error) {
      if (error instanceof CodedError) return { failure: error.code };
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.engine.close();
    rmSync(this.folder, { recursive: true });
  }
}

export type Outcome = { summary: unknown; refused: RefusedRow[] } | { failure: string };

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
