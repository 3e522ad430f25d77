import { randomBytes } from 'node:crypto';
import { ENCODINGS, REQUIRED_COLUMNS } from '../../domain/facts.js';
import type { AnalysisLimits, AnalysisOptions } from '../../domain/options.js';
import { CodedError } from '../../errors.js';
import { type Core, MAX_MEMORY_BYTES, ROW_LIMIT_FIELDS } from '../core/core.js';
import { type Dialect, SNIFF_BYTES, sniffDialect } from '../core/dialect.js';
import { type CoreHandle, coreOf } from './coreCache.js';
import { guarded } from './guarded.js';
import { type FileShape, fill, GzipSource, PlainSource, shapeOf } from './source.js';

export interface OpenFileTask {
  handle: CoreHandle;
  path: string;
  options: AnalysisOptions;
  limits: AnalysisLimits;
  blockBytes: number;
  splitBytes: number;
  threads: number;
}

export interface OpenedFile {
  shape: FileShape;
  dialect: Dialect;
  /** Cuts of the file: range k is [cuts[k], cuts[k + 1]); the last end is the file's, infinite for an archive. */
  cuts: number[];
  /** Address of each range in the core's memory. */
  ranges: number[];
}

/** Learns how the file is written, and prepares the core's memory for it. */
export async function openFile(task: OpenFileTask): Promise<OpenedFile> {
  const shape = shapeOf(task.path);
  if (shape.bytes === 0) throw new CodedError('EMPTY_FILE');
  const dialect = await sniff(task, shape);
  const cuts = cutFile(task, shape, dialect);
  const core = coreOf(task.handle);
  return guarded(core, () => {
    configure(core, task, dialect);
    const ranges = cuts.slice(1).map(() => core.exports.newRange(task.blockBytes) >>> 0);
    return { shape, dialect, cuts, ranges };
  });
}

async function sniff(task: OpenFileTask, shape: FileShape): Promise<Dialect> {
  const source = shape.gzip
    ? new GzipSource(task.path, task.limits)
    : new PlainSource(task.path, 0, shape.bytes);
  try {
    // One byte more than a small file has: a window that is not full shows that it is the whole file.
    const window = new Uint8Array(shape.gzip ? SNIFF_BYTES : Math.min(SNIFF_BYTES, shape.bytes + 1));
    const filled = await fill(source, window);
    return sniffDialect(window.subarray(0, filled), filled < window.length, task.options, task.limits);
  } finally {
    source.close();
  }
}

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

function configure(core: Core, task: OpenFileTask, dialect: Dialect): void {
  const { fieldBytes } = task.limits;
  const seed = randomBytes(8);
  core.exports.reset(MAX_MEMORY_BYTES | 0);
  core.exports.configure(
    dialect.delimiter.charCodeAt(0),
    dialect.header.length,
    fieldBytes,
    fieldBytes * ROW_LIMIT_FIELDS,
    ENCODINGS.indexOf(dialect.encoding),
    task.options.dateOrder === 'YMD' ? 1 : 0,
    seed.readUInt32LE(0),
    seed.readUInt32LE(4),
  );
  for (let slice = 0; slice < REQUIRED_COLUMNS.length; slice++) {
    core.exports.mapColumn(slice, dialect.columns[slice]);
  }
}
