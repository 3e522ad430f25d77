import { randomBytes } from 'node:crypto';
import type { CasePageRequest, CaseRepository } from '../../src/store/types.js';
import type { List } from './lists.js';

const FIRST = 50;
const WALKING = 200;

/** Reports in one database, and how their cases are read. */
export interface Subject {
  cases: CaseRepository;
  reportIds: string[];
}

/** Milliseconds: the lower quartile of the reports asked, for whatever else the machine does only adds. */
export interface Figures {
  /** The first page of a report that nobody has looked at for long: from the disk, where the memory is small. */
  firstPage: number;
  /** The same page once more. */
  again: number;
  /** A page that begins in the middle of the list. */
  deepPage: number;
  count: number;
}

/**
 * Times a list in several databases in turn, so that whatever else the machine does weighs on all of them alike.
 * Each round asks another report, from another one on for each list.
 */
export async function measureList(
  subjects: readonly Subject[],
  { request }: List,
  rounds: number,
): Promise<Figures[]> {
  const [start] = randomBytes(1);
  const times = subjects.map(
    () => ({ firstPage: [], again: [], deepPage: [], count: [] }) as Record<keyof Figures, number[]>,
  );
  for (let round = 0; round < rounds; round++) {
    for (const [index, { cases, reportIds }] of subjects.entries()) {
      const id = reportIds[(start + Math.floor((reportIds.length * round) / rounds)) % reportIds.length];
      const { firstPage, again, deepPage, count } = times[index];
      const page = () => cases.page(id, { ...request, first: FIRST });
      firstPage.push(await millisecondsOf(page));
      again.push(await millisecondsOf(page));
      count.push(await millisecondsOf(() => cases.count(id, request.filter)));
      const after = await middleOf(cases, id, request);
      deepPage.push(await millisecondsOf(() => cases.page(id, { ...request, first: FIRST, after })));
    }
  }
  return times.map(({ firstPage, again, deepPage, count }) => ({
    firstPage: lowerQuartile(firstPage),
    again: lowerQuartile(again),
    deepPage: lowerQuartile(deepPage),
    count: lowerQuartile(count),
  }));
}

async function middleOf(
  cases: CaseRepository,
  id: string,
  request: Omit<CasePageRequest, 'first'>,
): Promise<string | null> {
  const half = (await cases.count(id, request.filter)) / 2;
  let after: string | null = null;
  for (let seen = 0; seen + WALKING <= half; seen += WALKING) {
    const { pageInfo } = await cases.page(id, { ...request, first: WALKING, after, listLength: 0 });
    after = pageInfo.endCursor;
  }
  return after;
}

async function millisecondsOf(task: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await task();
  return performance.now() - startedAt;
}

function lowerQuartile(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 4)];
}
