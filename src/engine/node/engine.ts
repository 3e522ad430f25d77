import { join } from 'node:path';
import { Piscina } from 'piscina';
import { DIST } from '../../paths.js';
import type { CoreBuild } from '../core/core.js';
import type { ThreadData } from './givingWay.js';
import { whenLoaded } from './loading.js';
import { Scan } from './scan.js';
import { type TaskResult, unwrap } from './taskResult.js';
import type { ScanHooks, ScanInPlace, ScanRequest, ScanResult } from './types.js';

export interface EngineOptions {
  /** Threads that are kept; 1 or more. */
  threads: number;
  /** Build of the core; `auto` is the fastest that the machine runs. */
  build?: CoreBuild | 'auto';
  /** Whether the threads let the process's others go first, where the system can do that (Linux); default: no. */
  givesWay?: boolean;
  /** The module that exports the tasks; default: the built and bundled src/worker.ts. */
  workerFile?: string;
}

/**
 * For objects that die young, in each thread, in MiB. Rows and cases live in typed arrays and WebAssembly; what is
 * left makes so little garbage that the usual size would only fill up, slowly, and be memory that nobody needs.
 */
const YOUNG_GENERATION_MB = 2;

/** The threads, and what they do. One engine serves any number of analyses, side by side. */
export class Engine {
  private readonly pool: Piscina;
  private readonly build: CoreBuild | 'auto';
  /** Resolves when every thread is ready for its first task. */
  readonly loaded: Promise<void>;

  constructor({
    threads,
    build = 'auto',
    givesWay = false,
    workerFile = join(DIST, 'bundled', 'worker', 'worker.cjs'),
  }: EngineOptions) {
    this.build = build;
    this.pool = new Piscina({
      filename: workerFile,
      minThreads: threads,
      maxThreads: threads,
      idleTimeout: Number.POSITIVE_INFINITY,
      concurrentTasksPerWorker: 1,
      atomics: 'async',
      workerData: { givesWay } satisfies ThreadData,
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB },
    });
    this.loaded = whenLoaded(this.pool, threads);
  }

  /** Runs a function that the worker module exports (made by asTask) in the pool. */
  async run<T>(name: string, task: unknown): Promise<T> {
    return unwrap((await this.pool.run(task, { name })) as TaskResult<T>);
  }

  /**
   * Reads a file into facts.
   * @throws CodedError EMPTY_FILE, NOT_A_CSV, BAD_ENCODING, MISSING_COLUMNS, TOO_LARGE, ARCHIVE_LIMIT for files that
   *   cannot be analysed; FILE_UNREADABLE, FILE_CHANGED, OUT_OF_MEMORY; CANCELLED when the signal aborts
   */
  scan(request: ScanRequest, hooks: ScanHooks = {}): Promise<ScanResult> {
    return new Scan(this, request, hooks, this.build).run();
  }

  /**
   * The same, with less memory: the facts are laid out where the file was scanned into. The caller releases them.
   * @throws CodedError as scan does
   */
  scanInPlace(request: ScanRequest, hooks: ScanHooks = {}): Promise<ScanInPlace> {
    return new Scan(this, request, hooks, this.build).runInPlace();
  }

  async close(): Promise<void> {
    await this.loaded;
    await this.pool.close({ force: true });
  }
}
