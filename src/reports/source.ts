import type { Facts } from '../domain/facts.js';
import type { Judgement } from '../domain/judge.js';
import type { ReportSummary } from '../domain/report.js';

/** What every artefact of a report is made from. */
export interface ReportSource {
  facts: Facts;
  judgement: Judgement;
  summary: ReportSummary;
  /** Name of the uploaded file, without a path. */
  fileName: string;
}

/** Entries of a case's lists that are written between two looks at the size of the chunk. */
const LIST_SLICE = 4_096;

/** The list of a case in parts of LIST_SLICE entries, so that no list is too long for a chunk. */
export function* slices(starts: Uint32Array, index: number): Generator<[from: number, to: number]> {
  for (let from = starts[index]; from < starts[index + 1]; from += LIST_SLICE) {
    yield [from, Math.min(from + LIST_SLICE, starts[index + 1])];
  }
}
