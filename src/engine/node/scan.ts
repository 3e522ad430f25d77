import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import type { FactsMeta } from '../../domain/facts.js';
import { beginFacts, sizeOfFacts } from '../../domain/factsFile.js';
import { type FactsHome, type FactsMemory, freeRest } from '../../domain/factsMemory.js';
import { CodedError } from '../../errors.js';
import type { CoreBuild } from '../core/core.js';
import { allOf } from './allOf.js';
import { budgetOf } from './budget.js';
import type { CoreHandle } from './coreCache.js';
import type { CopyPartTask, FactsRoomTask, Tables } from './finishTasks.js';
import { type Gathered, Gathering } from './gather.js';
import { hashFile } from './hashFile.js';
import { endColumns, placesOf, roomForFacts } from './layOut.js';
import { MEMORIES } from './memories.js';
import type { MergeRunsTask } from './mergeRuns.js';
import type { OpenedFile, OpenFileTask } from './openFile.js';
import { checkReachUnchanged } from './openSource.js';
import type { FinishedCases, Runner } from './pass.js';
import { SharedProgress } from './progress.js';
import { Reaching } from './remote/reach.js';
import type { RangeOutcome } from './scanRange.js';
import { metaOf } from './summary.js';
import type { ScanHooks, ScanInPlace, ScanProgress, ScanReport, ScanRequest, ScanResult } from './types.js';

/** Files below this many bytes per thread are read by fewer threads. */
const SPLIT_BYTES = 8 * 1024 ** 2;
const PROGRESS_MS = 100;

/** Makes room for so many bytes of facts; `scannedBytes` as in FactsRoomTask. */
type FactsRoom<Home extends FactsHome> = (bytes: number, scannedBytes: number | null) => Promise<Home>;

interface Analysed<Home extends FactsHome> {
  facts: Home;
  report: ScanReport;
}

let lastId = 0;

/** One file on its way to facts: open, gather its cases in one pass or more, lay them out. */
export class Scan {
  private readonly handle: CoreHandle;
  /** Stops what is no part of a pass. */
  private readonly flag = SharedProgress.create(0);
  private inPlace = false;
  private gathering: Gathering | null = null;
  private readonly startedAt = performance.now();
  private readonly reaching: Reaching;

  constructor(
    private readonly engine: Runner,
    private readonly request: ScanRequest,
    private readonly hooks: ScanHooks,
    build: CoreBuild | 'auto',
  ) {
    this.handle = { id: ++lastId, memory: MEMORIES.lend(), build };
    const { location, threads, sha256, memoryLimit } = request;
    const readers = threads + (sha256 === undefined ? 1 : 0);
    this.reaching = new Reaching(location, readers, memoryLimit, hooks.relocate);
  }

  /** Facts in a buffer of their own. */
  async run(): Promise<ScanResult> {
    try {
      const { facts: factsBuffer, report } = await this.analyse(async (bytes) => roomForFacts(bytes));
      return { factsBuffer, ...report };
    } finally {
      MEMORIES.takeBack(this.handle.memory);
    }
  }

  /** Facts in the memory that the scan has used. */
  async runInPlace(): Promise<ScanInPlace> {
    const { memory } = this.handle;
    this.inPlace = true;
    const release = () => MEMORIES.takeBack(memory);
    try {
      const { facts, report } = await this.analyse((bytes, scannedBytes) =>
        this.roomInPlace(bytes, scannedBytes),
      );
      freeRest(facts);
      return { facts, release, ...report };
    } catch (error) {
      release();
      throw error;
    }
  }

  private async roomInPlace(bytes: number, scannedBytes: number | null): Promise<FactsMemory> {
    const task: FactsRoomTask = { handle: this.handle, bytes, scannedBytes };
    const address = await this.engine.run<number>('factsRoom', task);
    return { memory: this.handle.memory, address, bytes };
  }

  /** Stops when the signal aborts. */
  private async analyse<Home extends FactsHome>(room: FactsRoom<Home>): Promise<Analysed<Home>> {
    const { signal } = this.hooks;
    const stop = () => this.stop();
    if (signal?.aborted) stop();
    signal?.addEventListener('abort', stop);
    try {
      return await this.analyseFile(room);
    } catch (error) {
      throw signal?.aborted ? new CodedError('CANCELLED', undefined, error) : error;
    } finally {
      signal?.removeEventListener('abort', stop);
      this.reaching.end();
    }
  }

  private stop(): void {
    this.flag.stop();
    this.gathering?.stop();
  }

  private async analyseFile<Home extends FactsHome>(room: FactsRoom<Home>): Promise<Analysed<Home>> {
    const file = await this.open();
    const sniffMs = performance.now() - this.startedAt;
    // Only the facts' description needs the hash: the cases do not wait for it.
    const [gathered, sha256] = await allOf([this.gather(file), this.hash()], () => this.stop());
    checkReachUnchanged(this.reaching.file, file.shape);
    const { outcomes, passes, timings } = gathered;
    const laidOutFrom = performance.now();
    const meta = metaOf(file, outcomes, sha256, this.request);
    const facts = await this.layOut(meta, gathered, room);
    const report: ScanReport = {
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
    return { facts, report };
  }

  private open(): Promise<OpenedFile> {
    const { options, limits, threads, splitBytes = SPLIT_BYTES } = this.request;
    const { file } = this.reaching;
    const task: OpenFileTask = { file, options, limits, splitBytes, threads, stop: this.flag.buffer };
    return this.engine.run('openFile', task);
  }

  private hash(): Promise<string> {
    if (this.request.sha256 !== undefined) return Promise.resolve(this.request.sha256);
    return hashFile(this.reaching.file, this.flag);
  }

  private async gather(file: OpenedFile): Promise<Gathered> {
    const { engine, handle, request } = this;
    const seed = randomBytes(8);
    const setting = {
      engine,
      handle,
      request,
      reach: this.reaching.file,
      file,
      seed: [seed.readUInt32LE(0), seed.readUInt32LE(4)] as [number, number],
      budget: budgetOf(this.reaching.memoryBeside, this.inPlace),
      refusedPath: (range: number) => this.refusedPath(range),
    };
    const { bytes } = file.shape;
    let stage: ScanProgress['stage'] = 'SCANNING';
    this.gathering = new Gathering(setting, () => {
      stage = 'MERGING';
      this.report(stage, bytes);
    });
    if (this.flag.stopped) this.gathering.stop();
    const timer = setInterval(() => this.report(stage, bytes), PROGRESS_MS);
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
  private async layOut<Home extends FactsHome>(
    meta: FactsMeta,
    { counts, cases, runs }: Gathered,
    room: FactsRoom<Home>,
  ): Promise<Home> {
    const bytes = sizeOfFacts(meta, counts);
    if (runs.length === 0) {
      const home = await room(bytes, cases.merged.scannedBytes);
      endColumns(beginFacts(home, meta, counts), counts);
      await this.copyParts(cases, home);
      return home;
    }
    const tables = await this.engine.run<Tables>('takeTables', { handle: this.handle });
    const home = await room(bytes, null);
    endColumns(beginFacts(home, meta, counts), counts);
    const task: MergeRunsTask = { runs, tables, facts: home, progress: this.flag.buffer };
    await this.engine.run('mergeRuns', task);
    return home;
  }

  private async copyParts({ parts }: FinishedCases, facts: FactsHome): Promise<void> {
    const { places } = placesOf(parts);
    await allOf(
      parts.map((part, k) => {
        const before = places[k];
        const task: CopyPartTask = { handle: this.handle, part, facts, before, withWhole: k === 0 };
        return this.engine.run('copyPart', task);
      }),
    );
  }

  private report(stage: ScanProgress['stage'], bytesTotal: number): void {
    const { bytesRead, rowsRead } = this.gathering?.progress ?? { bytesRead: 0, rowsRead: 0 };
    this.hooks.onProgress?.({ bytesRead, bytesTotal, rowsRead, stage });
  }
}
