import type { ScanTimings } from '../engine/node/types.js';
import type { ReportTimings } from '../reports/judgedFiles.js';

/**
 * How an attempt at a job has ended. One that failed may be followed by another; one that was handed back has not come
 * to its end because the service stops; a lost one was taken for dead.
 */
export type AttemptOutcome = 'succeeded' | 'failed' | 'handed_back' | 'lost' | 'cancelled' | 'timeout';

/** A file that was analysed, or compared. */
export interface FileRead {
  bytes: number;
  /** Refused ones among them. */
  rows: number;
  refusedRows: number;
}

/** Told of what the jobs of this process do. */
export interface JobObserver {
  /** @param stage one of few: a stage of StageTimings, or the name of an artefact there */
  stageTook(stage: string, ms: number): void;
  fileRead(file: FileRead): void;
  attemptEnded(outcome: AttemptOutcome): void;
}

export const UNOBSERVED: JobObserver = {
  stageTook: () => undefined,
  fileRead: () => undefined,
  attemptEnded: () => undefined,
};

/** Milliseconds of the stages of a job, as its log shows them. */
export interface StageTimings extends Partial<ScanTimings>, Partial<ReportTimings> {
  /** Making trends, or the comparison. */
  compareMs?: number;
  /** Bringing artefacts to the object store. */
  storeMs?: number;
  /** What is left of the transaction that ends the job once the artefacts are kept. */
  commitMs?: number;
}

/** Tells what each stage took: of all artefacts one by one, not of their sum. */
export function tellStages(
  observer: JobObserver,
  { artifacts, reportMs: _sum, ...stages }: StageTimings,
): void {
  for (const [name, ms] of Object.entries(stages)) observer.stageTook(name.replace(/Ms$/, ''), ms);
  for (const [name, ms] of Object.entries(artifacts ?? {})) observer.stageTook(name, ms);
}

/** @returns a function that gives the milliseconds since it was called last, or made */
export function lapTimer(): () => number {
  let last = performance.now();
  return () => {
    const before = last;
    last = performance.now();
    return last - before;
  };
}
