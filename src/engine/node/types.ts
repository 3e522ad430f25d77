import type { FactsMeta } from '../../domain/facts.js';
import type { FactsMemory } from '../../domain/factsMemory.js';
import type { FileLocation } from '../../domain/fileLocation.js';
import type { AnalysisLimits, AnalysisOptions } from '../../domain/options.js';

/** Where the engine finds a file, and what is known about it. */
export interface ScanRequest {
  /** A file, plain or gzip. */
  location: FileLocation;
  options: AnalysisOptions;
  limits: AnalysisLimits;
  /** Zone of times that carry none, in minutes from UTC. */
  utcOffsetMinutes: number;
  /** Threads to scan with; 1 or more. */
  threads: number;
  /** Bytes read at a time. The result never depends on it. */
  blockBytes: number;
  /** Least bytes per thread; a smaller file is read by fewer. Default 8 MiB. The result never depends on it. */
  splitBytes?: number;
  /**
   * Bytes that the analysis may take, beside what the process itself needs: where they do not suffice for the whole
   * file, it is read several times, each time for a part of the cases. Default: what 32-bit addresses reach. The
   * result never depends on it.
   */
  memoryLimit?: number;
  /** Least number of such parts. Default 1. The result never depends on it. */
  parts?: number;
  /**
   * SHA-256 of the file where it is known already; else it is computed beside the scan, on the thread that calls, a
   * block at a time.
   */
  sha256?: string;
  /** A folder for temporary files (refused rows); it exists and is the caller's to empty. */
  workDir: string;
}

export interface ScanProgress {
  bytesRead: number;
  bytesTotal: number;
  rowsRead: number;
  stage: 'SCANNING' | 'MERGING';
}

export interface ScanHooks {
  /** Called at most every 100 ms, on the thread that called scan. */
  onProgress?: (progress: ScanProgress) => void;
  /** Aborting stops the threads at their next block; scan rejects with CANCELLED. */
  signal?: AbortSignal;
  /**
   * Says where a remote file is now. Asked every minute, on the thread that called scan, so that the address may be good
   * for a while only; not needed where it is good for longer than the scan takes.
   */
  relocate?: () => Promise<FileLocation>;
}

/** Refused rows as the threads spilled them: files in file order, with the line that each begins at. */
export interface RefusedSource {
  header: string[];
  delimiter: string;
  files: { path: string; firstLine: number; rows: number }[];
}

/**
 * Milliseconds of the stages of a scan, one after another, over all passes: what the file is; its rows; the threads'
 * cases put together; the cases sorted and laid out as facts.
 */
export interface ScanTimings {
  sniffMs: number;
  scanMs: number;
  mergeMs: number;
  finishMs: number;
}

/** What a scan tells beside the facts. */
export interface ScanReport {
  meta: FactsMeta;
  refused: RefusedSource;
  timings: ScanTimings;
  threads: number;
  /** Passes over the file; those that ran out of memory are not counted. */
  passes: number;
}

export interface ScanResult extends ScanReport {
  /** Facts in the layout of facts.bin; openFacts gives its columns. Shared, so that other threads read it in place. */
  factsBuffer: SharedArrayBuffer;
}

/** A scan whose facts lie in the memory that it worked in: less memory, and artefacts are written from it as it is. */
export interface ScanInPlace extends ScanReport {
  facts: FactsMemory;
  /** Gives the memory back; the facts are gone then. */
  release(): void;
}
