import { failing, failingOften } from '../support/pairs.js';

/** A file, by what the model knows of it. */
export interface FileModel {
  bytes: string;
  /** The day of March 2025 at which all its events are; null for a file without cases, or that cannot be analysed. */
  day: number | null;
  /** Its cases, one for each node. */
  nodes: ReadonlySet<string>;
  /** Code of the error that its analysis ends with. */
  fault: string | null;
}

export interface JobModel {
  id: string;
  files: FileModel[];
  isCancelled: boolean;
}

/** What the service should hold: every job that it has accepted, and the reports that were deleted. */
export class ServiceModel {
  readonly jobs: JobModel[] = [];
  readonly deleted = new Set<string>();
  /** Uploads whose answer never came: each may be there as a job, or not. */
  unanswered: FileModel[] = [];

  accepted(id: string, files: FileModel[]): void {
    this.jobs.push({ id, files, isCancelled: false });
  }

  /** The job of a number that may be any. */
  jobAt(index: number): JobModel | undefined {
    return this.jobs[index % this.jobs.length];
  }
}

export function goodFile(day: number, ...nodes: string[]): FileModel {
  return {
    bytes: failing(`2025-03-${String(day).padStart(2, '0')} 10:00`, ...nodes),
    day: nodes.length > 0 ? day : null,
    nodes: new Set(nodes),
    fault: null,
  };
}

/** So many cases that a cancel or a kill comes in the middle of its analysis. */
export function longFile(day: number): FileModel {
  const count = 10_000;
  return {
    bytes: failingOften(`2025-03-${String(day).padStart(2, '0')} 10:00`, count),
    day,
    nodes: new Set(Array.from({ length: count }, (_, i) => `node-${i}`)),
    fault: null,
  };
}

export function badFile(): FileModel {
  return { bytes: 'a;b\n1;2\n', day: null, nodes: new Set(), fault: 'MISSING_COLUMNS' };
}
