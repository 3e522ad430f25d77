import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RefusedRow } from '../../src/domain/facts.js';
import { DEFAULT_LIMITS, DEFAULT_UTC_OFFSET_MINUTES } from '../../src/domain/options.js';
import type { CoreBuild } from '../../src/engine/core/core.js';
import { Engine } from '../../src/engine/node/engine.js';
import type { ScanHooks, ScanRequest, ScanResult } from '../../src/engine/node/types.js';
import { CodedError } from '../../src/errors.js';
import type { ReferenceOptions } from '../reference/types.js';
import { coreOutcome, type Outcome, refusedRows, summaryBytes } from './outcome.js';

export { type Outcome, referenceOutcome } from './outcome.js';

/** How a file is cut up on its way through the core; no result may depend on it. */
export interface Passage {
  threads?: number;
  blockBytes?: number;
  splitBytes?: number;
  memoryLimit?: number;
  parts?: number;
}

export interface Analysis {
  /** The bytes of summary.json. */
  summary: string;
  refused: RefusedRow[];
  scan: ScanResult;
}

interface Scanner {
  scan(request: ScanRequest, hooks?: ScanHooks): Promise<ScanResult>;
  close(): Promise<void>;
}

/** An engine and a folder for the files it reads; close it after the tests. */
export class Bench {
  readonly folder: string;
  readonly engine: Scanner;
  private runs = 0;

  /**
   * Of a build with a pool of its own, or of an engine, which it closes.
   * @param within the folder to make its own one in
   */
  constructor(engine: CoreBuild | 'auto' | Scanner = 'auto', within = tmpdir()) {
    this.folder = mkdtempSync(join(within, 'core-'));
    this.engine = typeof engine === 'string' ? new Engine({ threads: 2, build: engine }) : engine;
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
      location: { path },
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
      memoryLimit: passage.memoryLimit,
      parts: passage.parts,
      workDir,
    };
  }

  async analyse(bytes: Uint8Array, options: ReferenceOptions, passage: Passage = {}): Promise<Analysis> {
    const path = this.write(bytes);
    const request = this.request(path, options, passage);
    try {
      const scan = await this.engine.scan(request);
      return { summary: summaryBytes(scan).toString(), refused: await refusedRows(scan), scan };
    } finally {
      rmSync(path);
      rmSync(request.workDir, { recursive: true });
    }
  }

  /** The analysis in the form that the reference has, for comparison. */
  async outcome(bytes: Uint8Array, options: ReferenceOptions, passage: Passage = {}): Promise<Outcome> {
    try {
      const { summary, refused } = await this.analyse(bytes, options, passage);
      return coreOutcome(summary, refused);
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
