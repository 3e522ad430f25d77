import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import type { FactsMeta } from '../../domain/facts.js';
import { CodedError } from '../../errors.js';
import type { CoreBuild } from '../core/core.js';
import { allOf } from './allOf.js';
import { budgetOf } from './budget.js';
import type { CoreHandle } from './coreCache.js';
import type { CopyPartTask } from './finishTasks.js';
import { type Gathered, Gathering } from './gather.js';
import { hashFile } from './hashFile.js';
import { placesOf, roomForFacts } from './layOut.js';
import { lendMemory, returnMemory } from './memories.js';
import type { MergeRunsTask } from './mergeRuns.js';
import type { OpenedFile, OpenFileTask } from './openFile.js';
import type { FinishedCases, Runner } from './pass.js';
import { SharedProgress } from './progress.js';
import type { RangeOutcome } from './scanRange.js';
import { checkUnchanged } from './source.js';
import { metaOf } from './summary.js';
import type { ScanHooks, ScanProgress, ScanRequest, ScanResult } from './types.js';

/** Files below this many bytes per thread are read by fewer threads. */
const SPLIT_BYTES = 8 * 1024 ** 2;
const PROGRESS_MS = 100;

let lastId = 0;

/** One file on its way to facts: open, gather its cases in one pass or more, lay them out. */
export class Scan {
  private readonly handle: CoreHandle;
  /** Stops what is no part of a pass. */
  private readonly flag = SharedProgress.create(0);
  private gathering: Gathering | null = null;
  private readonly startedAt = performance.now();

  constructor(
    private readonly engine: Runner,
    private readonly request: ScanRequest,
    private readonly hooks: ScanHooks,
    build: CoreBuild | 'auto',
  ) {
    this.handle = { id: ++lastId, memory: lendMemory(), build };
  }

  async run(): Promise<ScanResult> {
    const { signal } = this.hooks;
    const stop = () => this.stop();
    if (signal?.aborted) stop();
    signal?.addEventListener('abort', stop);
    try {
      return await this.analyse();
    } catch (error) {
      throw signal?.aborted ? new CodedError('CANCELLED', undefined, error) : error;
    } finally {
      signal?.removeEventListener('abort', stop);
      returnMemory(this.handle.memory);
    }
  }

  private stop(): void {
    this.flag.stop();
    this.gathering?.stop();
  }

  private async analyse(): Promise<ScanResult> {
    const file = await this.open();
    const sniffMs = performance.now() - this.startedAt;
    // Only the facts' description needs the hash: the cases do not wait for it.
    const [gathered, sha256] = await allOf([this.gather(file), this.hash()], () => this.stop());
    checkUnchanged(this.request.path, file.shape);
    const { outcomes, passes, timings } = gathered;
    const laidOutFrom = performance.now();
    const meta = metaOf(file, outcomes, sha256, this.request);
    const factsBuffer = await this.layOut(meta, gathered);
    return {
      factsBuffer,
      meta,
      refused: {
        header: file.dialect.header,
        delimiter: file.dialect.delimiter,
        files: this.refusedFiles(file, outcomes),
      },
      timings: { sniffMs, ...timings, finishMs: timings.finishMs + performance.now() - laidOutFrom },
      threads: outcomes.length,
      passes,
    };
  }

  private open(): Promise<OpenedFile> {
    const { path, options, limits, threads, splitBytes = SPLIT_BYTES } = this.request;
    const task: OpenFileTask = { path, options, limits, splitBytes, threads };
    return this.engine.run('openFile', task);
  }

  private hash(): Promise<string> {
    if (this.request.sha256 !== undefined) return Promise.resolve(this.request.sha256);
    return hashFile(this.request.path, this.flag);
  }

  private async gather(file: OpenedFile): Promise<Gathered> {
    const { engine, handle, request } = this;
    const seed = randomBytes(8);
    const setting = {
      engine,
      handle,
      request,
      file,
      seed: [seed.readUInt32LE(0), seed.readUInt32LE(4)] as [number, number],
      budget: budgetOf(request.memoryLimit),
      refusedPath: (range: number) => this.refusedPath(range),
    };
    const { bytes } = file.shape;
    this.gathering = new Gathering(setting, () => this.report('MERGING', bytes));
    if (this.flag.stopped) this.gathering.stop();
    const timer = setInterval(() => this.report('SCANNING', bytes), PROGRESS_MS);
    try {
      return await this.gathering.run();
    } finally {
      clearInterval(timer);
    }
  }

  private refusedPath(index: number): string {
    return join(this.request.workDir, `refused-${this.handle.id}-${index}.bin`);
  }

  private refusedFiles(file: OpenedFile, outcomes: RangeOutcome[]): ScanResult['refused']['files'] {
    let firstLine = file.dialect.dataLine;
    return outcomes.map(({ refusedRows, lines }, k) => {
      const entry = { path: this.refusedPath(k), firstLine, rows: refusedRows.reduce((a, b) => a + b) };
      firstLine += lines;
      return entry;
    });
  }

  /** The facts: from the core's memory where all cases are there, else from the files that hold them. */
  private async layOut(meta: FactsMeta, { counts, cases, runs }: Gathered): Promise<SharedArrayBuffer> {
    const factsBuffer = roomForFacts(meta, counts);
    if (runs.length === 0) {
      await this.copyParts(cases, factsBuffer);
    } else {
      const task: MergeRunsTask = { handle: this.handle, runs, factsBuffer, progress: this.flag.buffer };
      await this.engine.run('mergeRuns', task);
    }
    return factsBuffer;
  }

  private async copyParts({ parts }: FinishedCases, factsBuffer: SharedArrayBuffer): Promise<void> {
    const { places } = placesOf(parts);
    await allOf(
      parts.map((part, k) => {
        const before = places[k];
        const task: CopyPartTask = { handle: this.handle, part, factsBuffer, before, withWhole: k === 0 };
        return this.engine.run('copyPart', task);
      }),
    );
  }

  private report(stage: ScanProgress['stage'], bytesTotal: number): void {
    const { bytesRead, rowsRead } = this.gathering?.progress ?? { bytesRead: 0, rowsRead: 0 };
    this.hooks.onProgress?.({ bytesRead, bytesTotal, rowsRead, stage });
  }
}
