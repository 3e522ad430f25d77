import { performance } from 'node:perf_hooks';
import { allOf } from './allOf.js';
import type { BeginPassTask } from './beginPass.js';
import type { Budget } from './budget.js';
import type { CoreHandle } from './coreCache.js';
import type { MergeOutcome, MergeTask, Part } from './finishTasks.js';
import type { OpenedFile } from './openFile.js';
import type { Share } from './passPlan.js';
import { SharedProgress } from './progress.js';
import type { Reach } from './remote/reach.js';
import type { RangeOutcome, ScanRangeTask } from './scanRange.js';
import { settleDates } from './summary.js';
import type { ScanRequest } from './types.js';

/** Parts that a thread finishes one after another, so that the rows of one at a time lie gathered in memory. */
const PARTS_PER_THREAD = 3;

/** What runs the tasks of an analysis. */
export interface Runner {
  run<T>(name: string, task: unknown): Promise<T>;
}

/** What the passes over a file have in common. */
export interface PassSetting {
  engine: Runner;
  handle: CoreHandle;
  request: ScanRequest;
  reach: Reach;
  file: OpenedFile;
  seed: [number, number];
  budget: Budget;
  /** Where the refused rows of a range go. */
  refusedPath: (range: number) => string;
}

/** Cases of a pass, finished in the core's memory. */
export interface FinishedCases {
  merged: MergeOutcome;
  /** Side by side in key order. */
  parts: Part[];
}

/** One pass over the file: its ranges are scanned side by side, merged, and the cases of its share finished. */
export class Pass {
  readonly progress: SharedProgress;
  /** How long the ranges took to merge, in milliseconds; 0 before that. */
  mergeMs = 0;
  private ranges: number[] = [];

  /** @param earlier what an earlier pass has found in the ranges: where their rows begin */
  constructor(
    private readonly setting: PassSetting,
    readonly share: Share,
    private readonly earlier: RangeOutcome[] | null,
  ) {
    this.progress = SharedProgress.create(setting.file.cuts.length - 1);
  }

  /** How much of the file was scanned, from 0 to 1. */
  get seen(): number {
    return Math.min(1, this.progress.total().bytes / this.setting.file.shape.bytes);
  }

  /** Scans all ranges at once, then again those that began where no row begins. */
  async scan(): Promise<RangeOutcome[]> {
    this.ranges = await this.begin();
    const running = this.ranges.map((_, k) => this.scanRange(k, ...this.startOf(k)));
    const outcomes = await allOf(running, () => this.progress.stop());
    for (let k = 1; k < outcomes.length; k++) {
      const before = outcomes[k - 1];
      if (outcomes[k].firstRow === before.endRow && (this.earlier !== null || before.limitCarry === 0))
        continue;
      outcomes[k] = await this.scanRange(k, before.endRow, false, before.limitCarry);
    }
    return outcomes;
  }

  private begin(): Promise<number[]> {
    const { engine, handle, request, file, seed, budget } = this.setting;
    const { options, limits, blockBytes } = request;
    const task: BeginPassTask = {
      handle,
      dialect: file.dialect,
      options,
      limits,
      blockBytes,
      ranges: file.cuts.length - 1,
      seed,
      share: this.share,
      scanBytes: budget.scanBytes,
    };
    return engine.run('beginPass', task);
  }

  /** Where a range begins, whether that is a guess, and the text that an earlier row has a claim on. */
  private startOf(range: number): [first: number, guess: boolean, limitCarry: number] {
    if (range === 0) return [this.setting.file.cuts[0], false, 0];
    if (this.earlier === null) return [this.setting.file.cuts[range], true, 0];
    const before = this.earlier[range - 1];
    return [before.endRow, false, before.limitCarry];
  }

  private scanRange(index: number, first: number, guess: boolean, limitCarry: number): Promise<RangeOutcome> {
    const { engine, handle, request, reach, file, refusedPath } = this.setting;
    const task: ScanRangeTask = {
      handle,
      file: reach,
      shape: file.shape,
      limits: request.limits,
      blockBytes: request.blockBytes,
      range: this.ranges[index],
      index,
      first,
      end: file.cuts[index + 1],
      unitBytes: file.dialect.encoding.startsWith('utf-16') ? 2 : 1,
      guess,
      limitCarry,
      refusedPath: this.earlier === null ? refusedPath(index) : null,
      progress: this.progress.buffer,
    };
    return engine.run('scanRange', task);
  }

  /** Merges the ranges and finishes the cases, in some parts for each range. */
  async finish(outcomes: RangeOutcome[]): Promise<FinishedCases> {
    const merged = await this.merge(outcomes);
    const { engine, handle } = this.setting;
    const parts = await allOf(
      this.ranges.map((_, k) => {
        const first = k * PARTS_PER_THREAD;
        const ranks = merged.partStarts.slice(first, first + PARTS_PER_THREAD + 1);
        return engine.run<Part[]>('finishParts', { handle, ranks });
      }),
    );
    return { merged, parts: parts.flat() };
  }

  private async merge(outcomes: RangeOutcome[]): Promise<MergeOutcome> {
    const { engine, handle, request, budget } = this.setting;
    const { zoneMinutes, dateOrder } = settleDates(outcomes, request);
    const task: MergeTask = {
      handle,
      ranges: this.ranges,
      zoneMinutes,
      monthFirst: dateOrder === 'MDY',
      coreBytes: budget.coreBytes,
      parts: this.ranges.length * PARTS_PER_THREAD,
    };
    const startedAt = performance.now();
    try {
      return await engine.run<MergeOutcome>('mergeRanges', task);
    } finally {
      this.mergeMs = performance.now() - startedAt;
    }
  }
}
