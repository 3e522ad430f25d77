import { closeSync, openSync, writeSync } from 'node:fs';
import { REFUSAL_REASONS } from '../../domain/facts.js';
import type { AnalysisLimits } from '../../domain/options.js';
import { CodedError } from '../../errors.js';
import { bytesAt, type Core, NEED_DRAIN, RANGE_DONE } from '../core/core.js';
import { type CoreHandle, coreOf } from './coreCache.js';
import { guarded } from './guarded.js';
import { openGzip, openPlain } from './openSource.js';
import { SharedProgress } from './progress.js';
import type { Reach } from './remote/reach.js';
import { type ByteSource, type FileShape, fill } from './source.js';

export interface ScanRangeTask {
  handle: CoreHandle;
  file: Reach;
  shape: FileShape;
  limits: AnalysisLimits;
  blockBytes: number;
  /** Address of the range, its number, and its bounds in the unpacked file. */
  range: number;
  index: number;
  first: number;
  end: number;
  /** Bytes of the smallest unit of the encoding. */
  unitBytes: number;
  /** `first` is a cut: the first row behind it must be guessed. */
  guess: boolean;
  limitCarry: number;
  /** File for the refused rows, made when the first one comes; null when they are kept already. */
  refusedPath: string | null;
  progress: SharedArrayBuffer;
}

export interface RangeOutcome {
  firstRow: number;
  endRow: number;
  limitCarry: number;
  lines: number;
  rows: number;
  /** By reason, in the order of REFUSAL_REASONS. */
  refusedRows: number[];
  undecodableRows: number;
  dayFirstRows: number;
  monthFirstRows: number;
  firstZone: number;
}

/** Scans one range of the file into the core's memory. */
export function scanRange(task: ScanRangeTask): Promise<RangeOutcome> {
  const core = coreOf(task.handle);
  return guarded(core, async () => {
    // The line end before the cut may be the one that the first row follows.
    const from = task.guess ? task.first - task.unitBytes : task.first;
    const source = await openSource(task, from);
    const refused = new RefusedFile(task.refusedPath);
    try {
      core.exports.begin(task.range, from, task.end, task.limitCarry);
      await scan(core, task, source, refused);
    } finally {
      source.close();
      refused.close();
    }
    return outcomeOf(core, task.range);
  });
}

async function openSource(task: ScanRangeTask, from: number): Promise<ByteSource> {
  const { file, shape, end: expectedEnd } = task;
  const progress = SharedProgress.over(task.progress);
  const isStopped = () => progress.stopped;
  if (!shape.gzip) return openPlain(file, shape, { from, expectedEnd, isStopped });
  const source = openGzip(file, task.limits, isStopped);
  await fill(source, new Uint8Array(from));
  return source;
}

async function scan(
  core: Core,
  task: ScanRangeTask,
  source: ByteSource,
  refused: RefusedFile,
): Promise<void> {
  const { exports } = core;
  const progress = SharedProgress.over(task.progress);
  let guess = task.guess;
  for (let ended = false, wish = 0; !ended && wish !== RANGE_DONE; ) {
    if (progress.stopped) throw new CodedError('CANCELLED');
    const address = exports.blockAddress(task.range);
    // A row that is longer than a block is looked at again when it has grown by as much as it was long.
    const wanted = Math.min(
      Math.max(task.blockBytes, exports.carried(task.range)),
      exports.blockRoom(task.range),
    );
    const block = bytesAt(core, address, wanted);
    const pending = source.read(block);
    const read = typeof pending === 'number' ? pending : await pending;
    ended = read === 0;
    wish = exports.feedBlock(task.range, read, ended ? 1 : 0, guess ? 1 : 0);
    guess = false;
    refused.append(core, task.range);
    while (wish === NEED_DRAIN) {
      wish = exports.resume(task.range);
      refused.append(core, task.range);
    }
    progress.report(task.index, source.consumed, exports.rows(task.range));
  }
}

/** Where the refused rows of a range go; its folder must exist. */
class RefusedFile {
  private fd: number | null = null;

  constructor(private readonly path: string | null) {}

  append(core: Core, range: number): void {
    const length = core.exports.takeRefused(range);
    if (length === 0 || this.path === null) return;
    this.fd ??= openSync(this.path, 'w', 0o600);
    const bytes = bytesAt(core, core.exports.refusedAddress(range), length);
    for (let at = 0; at < length; ) at += writeSync(this.fd, bytes, at);
  }

  close(): void {
    if (this.fd !== null) closeSync(this.fd);
  }
}

function outcomeOf({ exports }: Core, range: number): RangeOutcome {
  return {
    firstRow: exports.firstRow(range),
    endRow: exports.endRow(range),
    limitCarry: exports.limitCarry(range) >>> 0,
    lines: exports.lines(range),
    rows: exports.rows(range),
    refusedRows: REFUSAL_REASONS.map((_, reason) => exports.refusedRows(range, reason)),
    undecodableRows: exports.undecodableRows(range),
    dayFirstRows: exports.dayFirstRows(range),
    monthFirstRows: exports.monthFirstRows(range),
    firstZone: exports.firstZone(range),
  };
}
