import type { Facts } from '../../domain/facts.js';
import { sizeOfColumns } from '../../domain/factsFile.js';
import { type FactsCounts } from '../../domain/factsLayout.js';
import { CodedError } from '../../errors.js';
import type { MergeOutcome, Part } from './finishTasks.js';
import type { ListCounts } from './listCounts.js';

/** Where each part's lists begin behind those of the parts before it, and how much of them there is in all. */
export function placesOf(parts: Part[]): { places: ListCounts[]; total: ListCounts } {
  const total = { keyBytes: 0, numbers: 0, numberBytes: 0, chronology: 0, grades: 0 };
  const places = parts.map((part) => {
    const place = { ...total };
    total.keyBytes += part.keyBytesLength;
    total.numbers += part.numbers;
    total.numberBytes += part.numberBytesLength;
    total.chronology += part.chronologyLength;
    total.grades += part.gradesLength;
    return place;
  });
  return { places, total };
}

/** What the facts of so many cases with such lists hold; `merged` tells what belongs to the whole file. */
export function countsOf(merged: MergeOutcome, caseCount: number, lists: ListCounts): FactsCounts {
  return {
    ...lists,
    caseCount,
    chronologyWidth: merged.statusWidth,
    gradePairs: merged.gradePairs,
    statuses: merged.statuses,
    severities: merged.severities,
    priorities: merged.priorities,
  };
}

/** Places within a column are numbers of 32 bits. */
const MOST_ENTRIES = 2 ** 32 - 1;

/**
 * @param done how much of all facts the counts are of, from 0 to 1
 * @throws CodedError OUT_OF_MEMORY when all facts would take more than `limit` bytes, or more than there can be
 */
export function checkFactsFit(counts: FactsCounts, done: number, limit: number): void {
  const { keyBytes, numbers, numberBytes, chronology, grades } = counts;
  const bytes = sizeOfColumns(counts) / done;
  const entries = Math.max(keyBytes, numbers, numberBytes, chronology, grades) / done;
  if (bytes > limit || entries > MOST_ENTRIES) throw tooLarge(bytes);
}

/** A buffer for so many bytes of facts. @throws CodedError OUT_OF_MEMORY when there is none */
export function roomForFacts(bytes: number): SharedArrayBuffer {
  try {
    return new SharedArrayBuffer(bytes);
  } catch (error) {
    if (error instanceof RangeError) throw tooLarge(bytes, error);
    throw error;
  }
}

/** Writes what ends the columns of places: where the lists and texts behind the last ones would begin. */
export function endColumns(facts: Facts, counts: FactsCounts): void {
  facts.keys.starts[facts.keys.starts.length - 1] = counts.keyBytes;
  facts.numberStarts[counts.caseCount] = counts.numbers;
  facts.numbers.starts[counts.numbers] = counts.numberBytes;
  facts.chronologyStarts[counts.caseCount] = counts.chronology;
  facts.gradeStarts[counts.caseCount] = counts.grades;
}

function tooLarge(bytes: number, cause?: unknown): CodedError {
  const mib = Math.ceil(bytes / 1024 ** 2);
  return new CodedError('OUT_OF_MEMORY', `The facts of the file alone take about ${mib} MiB.`, cause);
}
