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
  firstPage: number;
  /** A page that begins in the middle of the list. */
  deepPage: number;
  count: number;
}

/**
 * Times a list in several databases in turn, so that whatever else the machine does weighs on all of them alike.
 * Each round asks another report, so that small caches do not help more than they would in life.
 */
export async function measureList(
  subjects: readonly Subject[],
  { request }: List,
  rounds: number,
): Promise<Figures[]> {
  const times = subjects.map(
    () => ({ firstPage: [], deepPage: [], count: [] }) as Record<keyof Figures, number[]>,
  );
  for (let round = 0; round < rounds; round++) {
    for (const [index, { cases, reportIds }] of subjects.entries()) {
      const id = reportIds[Math.floor((reportIds.length * (round + 0.5)) / rounds)];
      const { firstPage, deepPage, count } = times[index];
      firstPage.push(await millisecondsOf(() => cases.page(id, { ...request, first: FIRST })));
      count.push(await millisecondsOf(() => cases.count(id, request.filter)));
      const after = await middleOf(cases, id, request);
      deepPage.push(await millisecondsOf(() => cases.page(id, { ...request, first: FIRST, after })));
    }
  }
  return times.map(({ firstPage, deepPage, count }) => ({
    firstPage: lowerQuartile(firstPage),
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
