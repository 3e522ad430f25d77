import type { CoreBuild } from '../../src/engine/core/core.js';
import type { OpenedFile } from '../../src/engine/node/openFile.js';
import { Scan } from '../../src/engine/node/scan.js';
import type { ScanRangeTask } from '../../src/engine/node/scanRange.js';
import { type TaskResult, unwrap } from '../../src/engine/node/taskResult.js';
import * as tasks from '../../src/engine/node/tasks.js';
import type { ScanHooks, ScanRequest, ScanResult } from '../../src/engine/node/types.js';

/** What runs the tasks of an analysis: the threads of a pool, or this thread. */
export interface Runner {
  run<T>(name: string, task: unknown): Promise<T>;
}

/** What a test does to an analysis that nothing else does; no result may depend on the cuts. */
export interface Tampering {
  /** Where the file is cut instead, between its first row and its end, ascending. */
  cuts?: (file: OpenedFile) => number[];
  /** A memory to work in, such as one that cannot grow. */
  memory?: WebAssembly.Memory;
}

const byName = tasks as unknown as Record<string, (task: unknown) => Promise<TaskResult<unknown>>>;

/** The very functions that the threads of the pool call, in this thread: small files take a fraction of the time. */
export const thisThread: Runner = {
  run: async <T>(name: string, task: unknown) => unwrap((await byName[name](task)) as TaskResult<T>),
};

/** An engine over any runner, whose analyses can be tampered with. */
export class DirectEngine {
  /** Ranges that were read again, since the first row had been guessed wrong; over all analyses. */
  rangesReadAgain = 0;

  constructor(
    private readonly build: CoreBuild | 'auto' = 'auto',
    private readonly tampering: Tampering = {},
    private readonly runner: Runner = thisThread,
  ) {}

  scan(request: ScanRequest, hooks: ScanHooks = {}): Promise<ScanResult> {
    return new Scan(this, request, hooks, this.build).run();
  }

  async run<T>(name: string, task: unknown): Promise<T> {
    if (name === 'scanRange') this.countReading(task as ScanRangeTask);
    const result = await this.runner.run<T>(name, this.withOwnMemory(task as object));
    if (name === 'openFile') this.cut(result as OpenedFile);
    return result;
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  private countReading({ index, guess }: ScanRangeTask): void {
    if (index > 0 && !guess) this.rangesReadAgain++;
  }

  private withOwnMemory(task: object): object {
    const { memory } = this.tampering;
    if (memory === undefined || !('handle' in task)) return task;
    return { ...task, handle: { ...(task.handle as object), memory } };
  }

  private cut(file: OpenedFile): void {
    if (this.tampering.cuts === undefined) return;
    const inner = this.tampering.cuts(file);
    if (inner.length !== file.cuts.length - 2) throw new Error('One cut less than there are ranges.');
    file.cuts.splice(1, inner.length, ...inner);
  }
}

/** Bytes of the smallest unit that a file may be cut between. */
export function unitOf({ dialect }: OpenedFile): number {
  return dialect.encoding.startsWith('utf-16') ? 2 : 1;
}

/** Cuts at these places, from 0 to 1 of the rows' bytes; as the engine makes them where there is no room for so many. */
export function cutsAt(places: number[]): (file: OpenedFile) => number[] {
  return (file) => {
    const even = file.cuts.slice(1, -1);
    const unit = unitOf(file);
    const [start, end] = [file.cuts[0], file.cuts[file.cuts.length - 1]];
    const inner = Math.floor((end - start) / unit) - 1;
    const cuts = new Set(places.map((place) => start + unit * (1 + Math.floor(place * inner))));
    return cuts.size < even.length ? even : [...cuts].sort((a, b) => a - b).slice(0, even.length);
  };
}
