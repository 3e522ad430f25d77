import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import type { FactsMeta } from '../../domain/facts.js';
import { allocateFacts, type FactsCounts } from '../../domain/factsFile.js';
import { CodedError } from '../../errors.js';
import type { CoreBuild } from '../core/core.js';
import type { CoreHandle } from './coreCache.js';
import type { MergeOutcome, Part } from './finishTasks.js';
import { hashFile } from './hashFile.js';
import { lendMemory, returnMemory } from './memories.js';
import type { OpenedFile } from './openFile.js';
import { SharedProgress } from './progress.js';
import type { RangeOutcome, ScanRangeTask } from './scanRange.js';
import { checkUnchanged } from './source.js';
import { metaOf, settleDates } from './summary.js';
import type { ScanHooks, ScanRequest, ScanResult } from './types.js';

/** Files below this many bytes per thread are read by fewer threads. */
const SPLIT_BYTES = 8 * 1024 ** 2;
const PROGRESS_MS = 100;

interface Runner {
  run<T>(name: string, task: unknown): Promise<T>;
}

let lastId = 0;

/** One file on its way to facts: open, scan its ranges side by side, merge them, finish the cases, lay them out. */
export class Scan {
  private readonly handle: CoreHandle;
  private readonly progress: SharedProgress;
  private readonly startedAt = performance.now();

  constructor(
    private readonly engine: Runner,
    private readonly request: ScanRequest,
    private readonly hooks: ScanHooks,
    build: CoreBuild | 'auto',
  ) {
    this.handle = { id: ++lastId, memory: lendMemory(), build };
    this.progress = SharedProgress.create(request.threads);
  }

  async run(): Promise<ScanResult> {
    const { signal } = this.hooks;
    const stop = () => this.progress.stop();
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

  private async analyse(): Promise<ScanResult> {
    const file = await this.open();
    const sniffed = performance.now();
    // Only the facts' description needs the hash: the cases do not wait for it.
    const [made, sha256] = await allOf([this.makeCases(file), this.hash()], () => this.progress.stop());
    checkUnchanged(this.request.path, file.shape);
    const { outcomes, scanned, merged, parts } = made;
    const meta = metaOf(file, outcomes, sha256, this.request);
    const factsBuffer = await this.layOut(meta, merged, parts);
    const finished = performance.now();
    return {
      factsBuffer,
      meta,
      refused: {
        header: file.dialect.header,
        delimiter: file.dialect.delimiter,
        files: this.refusedFiles(file, outcomes),
      },
      timings: { sniffMs: sniffed - this.startedAt, scanMs: scanned - sniffed, finishMs: finished - scanned },
      threads: file.ranges.length,
    };
  }

  private open(): Promise<OpenedFile> {
    const { path, options, limits, blockBytes, threads, splitBytes = SPLIT_BYTES } = this.request;
    return this.engine.run('openFile', {
      handle: this.handle,
      path,
      options,
      limits,
      blockBytes,
      splitBytes,
      threads,
    });
  }

  private hash(): Promise<string> {
    if (this.request.sha256 !== undefined) return Promise.resolve(this.request.sha256);
    return hashFile(this.request.path, this.progress);
  }

  /** Scans all ranges at once, then again those that began where no row begins. */
  private async scanRanges(file: OpenedFile): Promise<RangeOutcome[]> {
    const timer = setInterval(() => this.report('SCANNING', file.shape.bytes), PROGRESS_MS);
    try {
      const running = file.ranges.map((_, k) => this.scanRange(file, k, file.cuts[k], k > 0, 0));
      const outcomes = await allOf(running, () => this.progress.stop());
      for (let k = 1; k < outcomes.length; k++) {
        const before = outcomes[k - 1];
        if (outcomes[k].firstRow === before.endRow && before.limitCarry === 0) continue;
        outcomes[k] = await this.scanRange(file, k, before.endRow, false, before.limitCarry);
      }
      return outcomes;
    } finally {
      clearInterval(timer);
    }
  }

  private scanRange(
    file: OpenedFile,
    index: number,
    first: number,
    guess: boolean,
    limitCarry: number,
  ): Promise<RangeOutcome> {
    const task: ScanRangeTask = {
      handle: this.handle,
      path: this.request.path,
      shape: file.shape,
      limits: this.request.limits,
      blockBytes: this.request.blockBytes,
      range: file.ranges[index],
      index,
      first,
      end: file.cuts[index + 1],
      unitBytes: file.dialect.encoding.startsWith('utf-16') ? 2 : 1,
      guess,
      limitCarry,
      refusedPath: this.refusedPath(index),
      progress: this.progress.buffer,
    };
    return this.engine.run('scanRange', task);
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

  /** The cases of all ranges in parts, each with its facts; `scanned`: when the last row was read. */
  private async makeCases(file: OpenedFile) {
    const outcomes = await this.scanRanges(file);
    const scanned = performance.now();
    this.report('MERGING', file.shape.bytes);
    const { zoneMinutes, dateOrder } = settleDates(outcomes, this.request);
    const merged = await this.engine.run<MergeOutcome>('mergeRanges', {
      handle: this.handle,
      ranges: file.ranges,
      zoneMinutes,
      monthFirst: dateOrder === 'MDY',
      parts: file.ranges.length,
    });
    const parts = await allOf(
      file.ranges.map((_, k) =>
        this.engine.run<Part>('finishPart', {
          handle: this.handle,
          from: merged.partStarts[k],
          to: merged.partStarts[k + 1],
        }),
      ),
    );
    return { outcomes, scanned, merged, parts };
  }

  private async layOut(meta: FactsMeta, merged: MergeOutcome, parts: Part[]): Promise<SharedArrayBuffer> {
    const before = { keyBytes: 0, numbers: 0, numberBytes: 0, chronology: 0, grades: 0 };
    const places = parts.map((part) => {
      const place = { ...before };
      before.keyBytes += part.keyBytesLength;
      before.numbers += part.numbers;
      before.numberBytes += part.numberBytesLength;
      before.chronology += part.chronologyLength;
      before.grades += part.gradesLength;
      return place;
    });
    const counts: FactsCounts = {
      ...before,
      caseCount: merged.caseCount,
      chronologyWidth: merged.statusWidth,
      gradePairs: merged.gradePairs,
      statuses: merged.statuses,
      severities: merged.severities,
      priorities: merged.priorities,
    };
    const { buffer, facts } = allocateFacts(meta, counts);
    facts.keys.starts[facts.keys.starts.length - 1] = counts.keyBytes;
    facts.numberStarts[counts.caseCount] = counts.numbers;
    facts.numbers.starts[counts.numbers] = counts.numberBytes;
    facts.gradeStarts[counts.caseCount] = counts.grades;
    await allOf(
      parts.map((part, k) =>
        this.engine.run('copyPart', {
          handle: this.handle,
          part,
          factsBuffer: buffer,
          before: places[k],
          withWhole: k === 0,
        }),
      ),
    );
    return buffer;
  }

  private report(stage: 'SCANNING' | 'MERGING', bytesTotal: number): void {
    const { bytes, rows } = this.progress.total();
    this.hooks.onProgress?.({ bytesRead: Math.min(bytes, bytesTotal), bytesTotal, rowsRead: rows, stage });
  }
}

/**
 * All results, or the failure that stopped the others; only once every task has ended: the memory is used again for
 * the next file, and none may still write to it then.
 */
async function allOf<T extends unknown[]>(
  running: { [K in keyof T]: Promise<T[K]> },
  onFailure: () => void = () => {},
): Promise<T> {
  for (const one of running) one.catch(onFailure);
  const results = await Promise.allSettled(running);
  const failures = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
  const isConsequence = (failure: unknown) => failure instanceof CodedError && failure.code === 'CANCELLED';
  if (failures.length > 0) throw failures.find((failure) => !isConsequence(failure)) ?? failures[0];
  return results.map((result) => (result as PromiseFulfilledResult<T[number]>).value) as T;
}
