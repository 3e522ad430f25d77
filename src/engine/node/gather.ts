import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { sizeOfColumns } from '../../domain/factsFile.js';
import { type FactsCounts } from '../../domain/factsLayout.js';
import { CodedError } from '../../errors.js';
import { checkFactsFit, countsOf, placesOf } from './layOut.js';
import type { ListCounts } from './listCounts.js';
import { type FinishedCases, Pass, type PassSetting } from './pass.js';
import { PassPlan } from './passPlan.js';
import type { RangeOutcome } from './scanRange.js';
import type { Run, StoreRunTask } from './storeRun.js';
import type { ScanProgress, ScanTimings } from './types.js';

/** What the passes over a file have come to. */
export interface Gathered {
  outcomes: RangeOutcome[];
  counts: FactsCounts;
  /** The cases of the only or last pass, in the core's memory. */
  cases: FinishedCases;
  /** Where the cases of all passes are; none when they are all in the core's memory. */
  runs: Run[];
  passes: number;
  timings: Omit<ScanTimings, 'sniffMs'>;
}

/** Passes over a file until every case was in one. Stopping it ends the pass that is under way. */
export class Gathering {
  private readonly plan: PassPlan;
  private pass: Pass | null = null;
  private stopped = false;
  private outcomes: RangeOutcome[] | null = null;
  private readonly runs: Run[] = [];
  private passes = 0;
  private caseCount = 0;
  private readonly lists: ListCounts = { keyBytes: 0, numbers: 0, numberBytes: 0, chronology: 0, grades: 0 };
  private readonly timings = { scanMs: 0, mergeMs: 0, finishMs: 0 };
  private readonly latest = { bytesRead: 0, rowsRead: 0 };

  /** @param onScanned called when the last pass has read the file, as far as can be known then */
  constructor(
    private readonly setting: PassSetting,
    private readonly onScanned: () => void,
  ) {
    this.plan = new PassPlan(setting.request.parts);
  }

  /** @throws CodedError OUT_OF_MEMORY when not even a small part of the cases fits, or the facts do not */
  async run(): Promise<Gathered> {
    for (;;) {
      const cases = await this.nextPass();
      if (cases === null) continue;
      this.passes++;
      const counts = this.count(cases);
      checkFactsFit(counts, this.plan.done, this.setting.budget.factsBytes);
      if (this.passes > 1 || !this.plan.isOver || this.isTight(counts, cases))
        this.runs.push(await this.store(cases));
      if (this.plan.isOver && this.outcomes !== null) {
        const { outcomes, runs, passes, timings } = this;
        return { outcomes, counts, cases, runs, passes, timings };
      }
    }
  }

  stop(): void {
    this.stopped = true;
    this.pass?.progress.stop();
  }

  /** Bytes as if the file were read once: each pass reads its share of the cases. Neither number ever falls. */
  get progress(): Pick<ScanProgress, 'bytesRead' | 'rowsRead'> {
    if (this.pass !== null) {
      const done = this.plan.done + this.pass.seen * this.plan.weight;
      const bytes = Math.floor(Math.min(done, 1) * this.setting.file.shape.bytes);
      this.latest.bytesRead = Math.max(this.latest.bytesRead, bytes);
      this.latest.rowsRead = Math.max(this.latest.rowsRead, this.pass.progress.total().rows);
    }
    return this.latest;
  }

  /** Null when its memory did not suffice: the next one takes less. */
  private async nextPass(): Promise<FinishedCases | null> {
    if (this.stopped) throw new CodedError('CANCELLED');
    const pass = new Pass(this.setting, this.plan.share, this.outcomes);
    this.pass = pass;
    const startedAt = performance.now();
    let scannedAt: number | null = null;
    try {
      const outcomes = await pass.scan();
      scannedAt = performance.now();
      if (this.plan.done + this.plan.weight >= 1) this.onScanned();
      const cases = await pass.finish(outcomes);
      this.outcomes ??= outcomes;
      this.plan.succeeded(cases.merged.scannedBytes / this.setting.budget.scanBytes);
      return cases;
    } catch (error) {
      if (!isOutOfMemory(error)) throw error;
      this.plan.failed(scannedAt === null ? pass.seen : null, error);
      return null;
    } finally {
      const now = performance.now();
      this.timings.scanMs += (scannedAt ?? now) - startedAt;
      this.timings.mergeMs += pass.mergeMs;
      this.timings.finishMs += now - (scannedAt ?? now) - pass.mergeMs;
    }
  }

  /** Whether there is no room for the facts while the only pass lies in memory. */
  private isTight(counts: FactsCounts, { merged: { scannedBytes } }: FinishedCases): boolean {
    const bytes = sizeOfColumns(counts);
    return bytes > scannedBytes && 2 * scannedBytes + bytes > this.setting.budget.coreBytes;
  }

  private count({ merged, parts }: FinishedCases): FactsCounts {
    const { total } = placesOf(parts);
    this.caseCount += merged.caseCount;
    for (const name of Object.keys(total) as (keyof ListCounts)[]) this.lists[name] += total[name];
    return countsOf(merged, this.caseCount, this.lists);
  }

  private async store({ merged, parts }: FinishedCases): Promise<Run> {
    const { engine, handle, request } = this.setting;
    const path = join(request.workDir, `run-${handle.id}-${this.passes}.bin`);
    const startedAt = performance.now();
    const task: StoreRunTask = { handle, parts, statusWidth: merged.statusWidth, path };
    const run = await engine.run<Run>('storeRun', task);
    this.timings.finishMs += performance.now() - startedAt;
    return run;
  }
}

function isOutOfMemory(error: unknown): error is CodedError {
  return error instanceof CodedError && error.code === 'OUT_OF_MEMORY';
}
