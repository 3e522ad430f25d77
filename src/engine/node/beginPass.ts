import { ENCODINGS, REQUIRED_COLUMNS } from '../../domain/facts.js';
import type { AnalysisLimits, AnalysisOptions } from '../../domain/options.js';
import { type Core, ROW_LIMIT_FIELDS } from '../core/core.js';
import type { Dialect } from '../core/dialect.js';
import { type CoreHandle, coreOf } from './coreCache.js';
import { guarded } from './guarded.js';
import type { Share } from './passPlan.js';

export interface BeginPassTask {
  handle: CoreHandle;
  dialect: Dialect;
  options: AnalysisOptions;
  limits: AnalysisLimits;
  blockBytes: number;
  /** Into how many ranges the file is cut. */
  ranges: number;
  /** Two 32-bit numbers that nobody outside can guess; the same for all passes over a file. */
  seed: [number, number];
  share: Share;
  /** Bytes that the core may use while it scans. */
  scanBytes: number;
}

/** Prepares the core's memory for a pass over the file, and returns the addresses of its ranges there. */
export function beginPass(task: BeginPassTask): Promise<number[]> {
  const core = coreOf(task.handle);
  return guarded(core, () => {
    configure(core, task);
    return Array.from({ length: task.ranges }, () => core.exports.newRange(task.blockBytes) >>> 0);
  });
}

function configure({ exports }: Core, task: BeginPassTask): void {
  const { dialect, share } = task;
  const { fieldBytes } = task.limits;
  exports.reset(task.scanBytes | 0);
  exports.configure(
    dialect.delimiter.charCodeAt(0),
    dialect.header.length,
    fieldBytes,
    fieldBytes * ROW_LIMIT_FIELDS,
    ENCODINGS.indexOf(dialect.encoding),
    task.options.dateOrder === 'YMD' ? 1 : 0,
    ...task.seed,
  );
  exports.keepShare(share.first | 0, share.last | 0);
  for (let slice = 0; slice < REQUIRED_COLUMNS.length; slice++) {
    exports.mapColumn(slice, dialect.columns[slice]);
  }
}
