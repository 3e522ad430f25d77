import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AnalysisOptions } from '../domain/options.js';
import { Engine } from '../engine/node/engine.js';
import type { ScanHooks, ScanInPlace, ScanRequest, ScanResult } from '../engine/node/types.js';
import { CodedError } from '../errors.js';
import { type AnalysisSettings, analysisSettings } from './settings.js';

/** What is scanned, and how. */
type Scanned = [path: string, options: AnalysisOptions, threads: number, onProgress: ScanHooks['onProgress']];

/** The engine and the temporary files of one command. Limits and the zone are those of the environment. */
export class Session {
  readonly engine: Engine;
  readonly #settings: Promise<AnalysisSettings>;
  readonly #workDir: string;
  readonly #interrupt = new AbortController();
  readonly #onInterrupt = () => this.#interrupt.abort();

  /** @param memoryLimit bytes for the analysis of a file; undefined leaves it to the environment */
  constructor(threads: number, memoryLimit?: number) {
    this.#settings = analysisSettings(process.env, memoryLimit);
    // Whoever scans will see it.
    this.#settings.catch(() => undefined);
    this.engine = new Engine({ threads });
    this.#workDir = mkdtempSync(join(tmpdir(), 'smartremedy-'));
    // Only the first one is waited for: whoever asks twice gets the system's own answer.
    process.once('SIGINT', this.#onInterrupt);
    process.once('SIGTERM', this.#onInterrupt);
  }

  /** @throws CodedError for a file that cannot be read or analysed, CANCELLED after an interrupt */
  scan(...scanned: Scanned): Promise<ScanResult> {
    return this.#scan(scanned, (request, hooks) => this.engine.scan(request, hooks));
  }

  /** The same, with less memory; the facts last as long as the session. */
  scanInPlace(...scanned: Scanned): Promise<ScanInPlace> {
    return this.#scan(scanned, (request, hooks) => this.engine.scanInPlace(request, hooks));
  }

  async #scan<T>(
    [path, options, threads, onProgress]: Scanned,
    scan: (request: ScanRequest, hooks: ScanHooks) => Promise<T>,
  ): Promise<T> {
    checkIsFile(path);
    const settings = await this.#settings;
    const workDir = mkdtempSync(join(this.#workDir, 'scan-'));
    try {
      const request = { location: { path }, options, threads, workDir, ...settings };
      return await scan(request, { onProgress, signal: this.#interrupt.signal });
    } catch (error) {
      this.checkNotInterrupted();
      throw error;
    }
  }

  /** @throws CodedError CANCELLED after an interrupt */
  checkNotInterrupted(): void {
    if (this.#interrupt.signal.aborted) throw new CodedError('CANCELLED', 'The command was interrupted.');
  }

  async close(): Promise<void> {
    process.off('SIGINT', this.#onInterrupt);
    process.off('SIGTERM', this.#onInterrupt);
    await this.engine.close();
    rmSync(this.#workDir, { recursive: true, force: true });
  }
}

function checkIsFile(path: string): void {
  try {
    if (statSync(path).isFile()) return;
  } catch (error) {
    throw new CodedError('FILE_UNREADABLE', `${path} cannot be read.`, error);
  }
  throw new CodedError('FILE_UNREADABLE', `${path} is not a regular file.`);
}
