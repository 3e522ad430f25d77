import { closeSync, openSync, writeSync } from 'node:fs';
import { KEY_DIGEST_BYTES, KEY_FIELDS } from '../../domain/facts.js';
import { bytesAt, type Core, wordsAt } from '../core/core.js';
import { type CoreHandle, coreOf } from './coreCache.js';
import type { Part } from './finishTasks.js';
import { guarded } from './guarded.js';

/**
 * A run: the cases of a pass in key order, waiting in a file for those of the other passes. Column after column,
 * as in the facts but for lists and texts: each entry is the length of one, not its start, so that runs are merged
 * by copying.
 */
export interface Run {
  path: string;
  caseCount: number;
  /** Where each column begins in the file. */
  offsets: Record<RunColumn, number>;
}

const RUN_COLUMNS = [
  'keyLengths',
  'keyBytes',
  'keyDigests',
  'firstSeconds',
  'firstNanos',
  'lastSeconds',
  'lastNanos',
  'lastStatus',
  'numberCounts',
  'numberLengths',
  'numberBytes',
  'chronologyCounts',
  'chronology',
  'gradeCounts',
  'grades',
] as const;
export type RunColumn = (typeof RUN_COLUMNS)[number];

export interface StoreRunTask {
  handle: CoreHandle;
  /** All parts of a pass, in key order. */
  parts: Part[];
  statusWidth: number;
  path: string;
}

/** Writes the finished cases of a pass to a file. */
export function storeRun(task: StoreRunTask): Promise<Run> {
  const core = coreOf(task.handle);
  return guarded(core, () => {
    const file = new RunFile(task.path);
    try {
      for (const name of RUN_COLUMNS) {
        file.begin(name);
        for (const part of task.parts) writeColumn(core, part, name, task.statusWidth, file);
      }
    } finally {
      file.close();
    }
    const caseCount = task.parts.reduce((total, { from, to }) => total + to - from, 0);
    return { path: task.path, caseCount, offsets: file.offsets };
  });
}

function writeColumn(core: Core, part: Part, name: RunColumn, statusWidth: number, file: RunFile): void {
  const { from, to } = part;
  const cases = to - from;
  const bytes = (address: number, length: number) => file.append(bytesAt(core, address, length));
  const lengths = (address: number, count: number, end: number) =>
    file.lengths(wordsAt(core, address, count), end);
  const writers: Record<RunColumn, () => void> = {
    keyLengths: () => lengths(part.keyStarts, cases * KEY_FIELDS, part.keyBytesLength),
    keyBytes: () => bytes(part.keyBytes, part.keyBytesLength),
    keyDigests: () => bytes(part.keyDigests, cases * KEY_DIGEST_BYTES),
    firstSeconds: () => bytes(part.firstSeconds, cases * 8),
    firstNanos: () => bytes(part.firstNanos, cases * 4),
    lastSeconds: () => bytes(part.lastSeconds, cases * 8),
    lastNanos: () => bytes(part.lastNanos, cases * 4),
    lastStatus: () => bytes(part.lastStatus, cases * statusWidth),
    numberCounts: () => lengths(part.numberStarts, cases, part.numbers),
    numberLengths: () => lengths(part.numberTextStarts, part.numbers, part.numberBytesLength),
    numberBytes: () => bytes(part.numberBytes, part.numberBytesLength),
    chronologyCounts: () => {
      const rowStarts = wordsAt(core, core.exports.rowStarts(), to + 1);
      file.lengths(rowStarts.subarray(from, to), rowStarts[to]);
    },
    chronology: () => bytes(part.chronology, part.chronologyLength * statusWidth),
    gradeCounts: () => lengths(part.gradeStarts, cases, part.gradesLength),
    grades: () => bytes(part.grades, part.gradesLength * 4),
  };
  writers[name]();
}

class RunFile {
  readonly offsets = {} as Record<RunColumn, number>;
  private readonly fd: number;
  private size = 0;

  constructor(path: string) {
    this.fd = openSync(path, 'w', 0o600);
  }

  begin(name: RunColumn): void {
    this.offsets[name] = this.size;
  }

  /** Writes how far each start is from the next one, the last from `end`. */
  lengths(starts: Uint32Array, end: number): void {
    const piece = new Uint32Array(Math.min(starts.length, PIECE_LENGTHS));
    for (let at = 0; at < starts.length; at += piece.length) {
      const count = Math.min(piece.length, starts.length - at);
      for (let k = 0; k < count; k++) {
        const next = at + k + 1;
        piece[k] = (next < starts.length ? starts[next] : end) - starts[at + k];
      }
      this.append(new Uint8Array(piece.buffer, 0, count * 4));
    }
  }

  append(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; ) {
      at += writeSync(this.fd, bytes, at, Math.min(bytes.length - at, MOST_BYTES));
    }
    this.size += bytes.length;
  }

  close(): void {
    closeSync(this.fd);
  }
}

const PIECE_LENGTHS = 16_384;
/** Of one write. */
const MOST_BYTES = 1 << 28;
