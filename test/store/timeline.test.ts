import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { TrendResult } from '../../src/domain/trendTypes.js';
import { openStore } from '../../src/store/openStore.js';
import type {
  NewReport,
  NewReportTrend,
  ReportRecord,
  Store,
  TrendMaking,
  TrendPair,
} from '../../src/store/types.js';
import { writeCaseRows } from '../support/copyFiles.js';
import { TEST_POOLS } from '../support/pools.js';
import { startTestDatabase, type TestDatabase } from '../support/postgres.js';
import { asMade, beginJob, caseSample, newReport } from '../support/records.js';

let database: TestDatabase;
let store: Store;
beforeAll(async () => {
  database = await startTestDatabase();
  store = await openStore({ url: database.url, pools: TEST_POOLS });
});
afterAll(async () => {
  await store.close();
  await database.stop();
});

const RESULT: TrendResult = {
  kpis: {
    previousCases: 0,
    currentCases: 0,
    resolvedCases: 0,
    newCases: 0,
    persistentCases: 0,
    previousAlerts: 0,
    currentAlerts: 0,
    resolvedAlerts: 0,
    newAlerts: 0,
    persistentAlerts: 0,
    persistentAlertsBefore: 0,
    resolutionRate: 0,
    regressionRate: 0,
  },
  verdict: 'SUSTAINED_EXCELLENCE',
  diagnosis: 'Sustained.',
  newProblems: [],
  resolvedProblems: [],
  persistentProblems: [],
  persistentSquads: [{ name: 'S', cases: 1, alertsBefore: 2, alertsNow: 3, change: 1 }],
  squads: [],
};

/** Makes whatever it is asked for, and remembers what that was. */
class Recorder implements TrendMaking {
  readonly asked: [string, string][] = [];
  gone: string[] = [];

  constructor(private readonly delayMs = 0) {}

  async make(pairs: TrendPair[]): Promise<NewReportTrend[]> {
    await sleep(this.delayMs);
    return pairs.map(({ previous, current }) => {
      this.asked.push([previous.id, current.id]);
      const id = randomUUID();
      return {
        id,
        previousId: previous.id,
        currentId: current.id,
        previousFileName: previous.fileName,
        currentFileName: current.fileName,
        result: RESULT,
        artifacts: [{ kind: 'TREND_JSON', name: 'trend.json', bytes: 2 }],
        prefix: `trends/${id}/`,
      };
    });
  }

  replaced(prefixes: string[]): void {
    this.gone = prefixes;
  }
}

/** Each test has years of its own, so that none sees the reports of another. */
let year = 0n;
beforeEach(() => {
  year += 1n;
});
const at = (nanos: number): bigint => year * 31_557_600_000_000_000n + BigInt(nanos);

async function committed(
  periodStart: bigint | null,
  making: TrendMaking = new Recorder(),
  changes: Partial<NewReport> = {},
  cases = 0,
): Promise<ReportRecord> {
  const { job, attempt } = await beginJob(store);
  const report = newReport(job, join(database.dataDir, `${randomUUID()}.copy`), { periodStart, ...changes });
  const rows = Array.from({ length: cases }, (_, seq) => caseSample(report.id, seq));
  writeCaseRows(report.caseRowsPath, rows);
  const record = await store.reports.commit(attempt, asMade(report), making);
  if (!record) throw new Error('the attempt has lost a job that nobody else has');
  return record;
}

async function previousOf({ id }: ReportRecord): Promise<string | null> {
  return (await store.trends.ofReports([id]))[0]?.previousId ?? null;
}

describe('the timeline of reports', () => {
  it('compares a report with the one before it, and the one after it anew', async () => {
    const first = await committed(at(1));
    const last = await committed(at(9));
    expect(await previousOf(last)).toBe(first.id);
    const [replaced] = await store.trends.ofReports([last.id]);

    const making = new Recorder();
    const between = await committed(at(5), making);
    expect(making.asked).toEqual([
      [first.id, between.id],
      [between.id, last.id],
    ]);
    expect(making.gone).toEqual([replaced?.prefix]);
    expect(await store.trends.get(replaced?.id ?? '')).toBeNull();
    expect(await store.trends.namedPrefixes([replaced?.prefix ?? ''])).toEqual(new Set());
    expect(await previousOf(between)).toBe(first.id);
    expect(await previousOf(last)).toBe(between.id);
  });

  it('leaves alone what has not moved, and empty reports out of it', async () => {
    await committed(at(1));
    const second = await committed(at(2));
    const making = new Recorder();
    const empty = await committed(null, making);
    expect(making.asked).toEqual([]);
    expect(await previousOf(empty)).toBeNull();
    const later = await committed(at(9), making);
    expect(making.asked).toEqual([[second.id, later.id]]);
  });

  it('tells nanoseconds apart, in any century', async () => {
    const earliest = await committed(-9_214_560_000_000_000_001n);
    const next = await committed(-9_214_560_000_000_000_000n);
    expect(await previousOf(next)).toBe(earliest.id);
    expect((await store.trends.neighbours(-9_214_560_000_000_000_000n)).previous?.id).toBe(earliest.id);
    await store.reports.remove(earliest.id, new Recorder());
    await store.reports.remove(next.id, new Recorder());
  });

  it('sees what is committed at the same moment', async () => {
    const starts = [4, 1, 3, 2];
    const reports = await Promise.all(starts.map((start) => committed(at(start), new Recorder(40))));
    const inOrder = [1, 2, 3, 4].map((start) => reports[starts.indexOf(start)]);
    for (let index = 1; index < inOrder.length; index++) {
      expect(await previousOf(inOrder[index])).toBe(inOrder[index - 1].id);
    }
  });

  it('makes no trend for a report that wants none, and compares later ones with it', async () => {
    await committed(at(1));
    const alone = await committed(at(3), new Recorder(), { compareWithPrevious: false });
    const older = await committed(at(2));
    expect(await previousOf(alone)).toBeNull();
    expect(await previousOf(older)).not.toBeNull();
    expect(await previousOf(await committed(at(4)))).toBe(alone.id);
  });

  it('does without a trend that cannot be made', async () => {
    await committed(at(1));
    const second = await committed(at(2), { make: async () => [], replaced: () => undefined });
    expect(await previousOf(second)).toBeNull();
  });

  it('keeps nothing of an attempt that has lost its job', async () => {
    await committed(at(1));
    const last = await committed(at(9));
    const [trend] = await store.trends.ofReports([last.id]);
    const { job, attempt } = await beginJob(store);
    const report = newReport(job, join(database.dataDir, `${randomUUID()}.copy`), { periodStart: at(5) });
    writeCaseRows(report.caseRowsPath, []);
    await store.jobs.cancel(job.id);
    const making = new Recorder();
    expect(await store.reports.commit(attempt, asMade(report), making)).toBeNull();
    expect(making.gone).toEqual([]);
    expect((await store.trends.ofReports([last.id]))[0]).toEqual(trend);
  });

  it('goes on without a report that is removed', async () => {
    const { previous: before } = await store.trends.neighbours(at(1));
    const first = await committed(at(1));
    const second = await committed(at(2));
    const third = await committed(at(3));
    const gone = await store.trends.ofReports([second.id, third.id]);
    const making = new Recorder();
    expect((await store.reports.remove(second.id, making))?.id).toBe(second.id);
    expect(making.asked).toEqual([[first.id, third.id]]);
    expect(making.gone.sort()).toEqual(gone.map((trend) => trend?.prefix).sort());
    expect(await previousOf(third)).toBe(first.id);
    expect(await store.jobs.get(second.jobId)).toMatchObject({ status: 'SUCCEEDED', reportId: null });

    await store.reports.remove(first.id, making);
    expect(await previousOf(third)).toBe(before?.id);
    for (const id of [first.id, 'no id']) expect(await store.reports.remove(id, making)).toBeNull();
  });

  it('lets a reader of a removed report come to an end', async () => {
    const report = await committed(at(1), new Recorder(), {}, 5);
    const later = await committed(at(2));
    const [trend] = await store.trends.ofReports([later.id]);
    const [page] = await store.cases.pages([report.id], { first: 2 });
    await store.reports.remove(report.id, new Recorder());

    const [next] = await store.cases.pages([report.id], { first: 2, after: page.pageInfo.endCursor });
    expect(next).toEqual({ edges: [], pageInfo: { hasNextPage: false, endCursor: null } });
    expect(await store.reports.get(report.id)).toBeNull();
    expect(await store.reports.invalidRows([report.id], 5)).toEqual([[]]);
    expect(await store.trends.tables([trend?.id ?? ''])).toEqual([null]);
  });
});

describe('the list of trends', () => {
  it('has the trend of the latest period, whenever it came, and gives tables when they are asked for', async () => {
    await committed(at(1));
    const latest = await committed(at(9));
    await committed(at(5));
    const trend = await store.trends.latest();
    expect(trend?.currentId).toBe(latest.id);
    expect(trend).not.toHaveProperty('tables');
    const [tables] = await store.trends.tables([trend?.id ?? '']);
    expect(tables?.persistentSquads).toEqual(RESULT.persistentSquads);
  });

  it('refuses the cursor of another list', async () => {
    const { pageInfo } = await store.reports.page({ first: 1 });
    await expect(store.trends.page({ first: 1, after: pageInfo.endCursor })).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
    });
  });
});
