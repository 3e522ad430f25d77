import type { AnalysisLimits, AnalysisOptions } from '../../domain/options.js';
import { CodedError } from '../../errors.js';
import { type Dialect, SNIFF_BYTES, sniffDialect } from '../core/dialect.js';
import { openGzip, openPlain, shapeOfReach } from './openSource.js';
import { SharedProgress } from './progress.js';
import type { Reach } from './remote/reach.js';
import { type FileShape, fill } from './source.js';

export interface OpenFileTask {
  file: Reach;
  options: AnalysisOptions;
  limits: AnalysisLimits;
  splitBytes: number;
  threads: number;
  /** Memory of a SharedProgress: its flag stops the opening of a remote file. */
  stop: SharedArrayBuffer;
}

export interface OpenedFile {
  shape: FileShape;
  dialect: Dialect;
  /** Cuts of the file: range k is [cuts[k], cuts[k + 1]); the last end is the file's, infinite for an archive. */
  cuts: number[];
}

/** Learns how the file is written, and where to cut it. */
export async function openFile(task: OpenFileTask): Promise<OpenedFile> {
  const shape = await shapeOfReach(task.file, stopOf(task));
  if (shape.bytes === 0) throw new CodedError('EMPTY_FILE');
  const dialect = await sniff(task, shape);
  return { shape, dialect, cuts: cutFile(task, shape, dialect) };
}

function stopOf(task: OpenFileTask): () => boolean {
  const flag = SharedProgress.over(task.stop);
  return () => flag.stopped;
}

async function sniff(task: OpenFileTask, shape: FileShape): Promise<Dialect> {
  const { file, limits } = task;
  const isStopped = stopOf(task);
  const room = windows.pop() ?? new Uint8Array(SNIFF_BYTES);
  const source = shape.gzip
    ? openGzip(file, limits, isStopped)
    : openPlain(file, shape, { from: 0, expectedEnd: SNIFF_BYTES, isStopped });
  try {
    // One byte more than a small file has: a window that is not full shows that it is the whole file.
    const length = shape.gzip ? SNIFF_BYTES : Math.min(SNIFF_BYTES, shape.bytes + 1);
    const filled = await fill(source, room.subarray(0, length));
    return sniffDialect(room.subarray(0, filled), filled < length, task.options, limits);
  } finally {
    source.close();
    windows.push(room);
  }
}

/** Of this thread, for one file after another: to touch a new one first takes longer than to read into it. */
const windows: Uint8Array[] = [];

/** Splits the rows among the threads. An archive can only be read from its beginning, so by one. */
function cutFile(task: OpenFileTask, shape: FileShape, dialect: Dialect): number[] {
  const start = dialect.dataOffset;
  if (shape.gzip) return [start, Number.MAX_SAFE_INTEGER];
  const unit = dialect.encoding.startsWith('utf-16') ? 2 : 1;
  const bytes = shape.bytes - start;
  const parts = Math.max(1, Math.min(task.threads, Math.floor(bytes / Math.max(task.splitBytes, 2 * unit))));
  const cuts = [start];
  for (let k = 1; k < parts; k++) cuts.push(start + Math.floor((bytes * k) / parts / unit) * unit);
  return [...cuts, shape.bytes];
}
