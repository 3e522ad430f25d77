import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { InvalidRowRecord, NewReport, ReportRecord, Store } from '../../src/store/types.js';
import { caseFilesAt, writeCaseRows } from '../support/copyFiles.js';
import { asMade, beginJob, caseSample, emptySummary, newReport } from '../support/records.js';
import { Commits } from './commits.js';

let commits: Commits;
let store: Store;
beforeAll(async () => {
  commits = await Commits.open();
  ({ store } = commits);
});
afterAll(() => commits?.close());

async function committed(changes: Partial<NewReport> = {}): Promise<ReportRecord> {
  const { job, attempt } = await beginJob(store);
  const report = newReport(job, commits.caseRowsFile(randomUUID(), 0), changes);
  const record = await store.reports.commit(attempt, asMade(report));
  if (!record) throw new Error('the attempt has lost a job that nobody else has');
  return record;
}

describe('the commit of a report', () => {
  it('keeps refused rows as they are, whatever stands in them', async () => {
    const { job, attempt } = await beginJob(store);
    const id = randomUUID();
    const raws = ['', 'NULL', 'null', '{"a",b}', '\\', '"', "'; --", ',', '\n\r\t', 'ação 😀', ' $1 :name '];
    const refused = raws.map((raw, i): InvalidRowRecord => {
      return { line: i + 2, byteOffset: i, reason: 'BAD_DATE', number: raw, raw };
    });
    const invalidRows = commits.invalidRowsFile(id, refused);
    await store.reports.commit(
      attempt,
      asMade(newReport(job, commits.caseRowsFile(id, 1), { id, invalidRows })),
    );
    expect(await store.reports.invalidRows([id], 100)).toEqual([refused]);
  });

  it('ends the job, and stores report, cases and refused rows together', async () => {
    const { job, attempt } = await beginJob(store);
    const id = randomUUID();
    const refused: InvalidRowRecord[] = [
      { line: 4, byteOffset: 9_000_000_000, reason: 'BAD_DATE', number: 'A1', raw: 'a;b' },
      { line: 2, byteOffset: 10, reason: 'MALFORMED_ROW', number: null, raw: 'quote "' },
    ];
    const summary = emptySummary({
      input: { ...emptySummary().input, rows: 12 },
      period: { start: '2025-01-01T00:00:00', end: '2025-01-31T23:59:59' },
      invalidRows: { total: 2, byReason: { BAD_DATE: 1, MALFORMED_ROW: 1 } },
      unknownValues: [{ column: 'severity', value: 'ação "x"', rows: 3 }],
    });
    const invalidRows = commits.invalidRowsFile(id, refused);
    const report = newReport(job, commits.caseRowsFile(id, 3), { id, summary, invalidRows });
    const record = await store.reports.commit(attempt, asMade(report));

    expect(record).toMatchObject({
      id,
      jobId: job.id,
      summary,
      artifacts: report.artifacts,
      prefix: report.prefix,
    });
    expect(await store.reports.get(id)).toEqual(record);
    expect(await store.jobs.get(job.id)).toMatchObject({
      status: 'SUCCEEDED',
      stage: 'DONE',
      progress: 1,
      bytesRead: 10,
      rowsRead: 12,
      reportId: id,
      finishedAt: expect.any(Date),
    });
    expect(await store.cases.count(id)).toBe(3);
    expect(await store.reports.invalidRows([randomUUID(), id, 'no id'], 10)).toEqual([[], refused, []]);
    expect(await store.reports.invalidRows([id], 1)).toEqual([[refused[0]]]);
  });

  it.each(['cancelled', 'begun anew'])('leaves nothing when the job was %s meanwhile', async (how) => {
    const { job, attempt } = await beginJob(store);
    const report = newReport(job, '');
    report.caseRowsPath = commits.caseRowsFile(report.id, 20);
    if (how === 'cancelled') await store.jobs.cancel(job.id);
    else await store.jobs.handBack(attempt, 0);

    expect(await store.reports.commit(attempt, asMade(report))).toBeNull();
    expect(await commits.rowsOf('reports', 'id', report.id)).toBe(0);
    expect(await commits.rowsOf('cases', 'report_id', report.id)).toBe(0);
    expect((await store.jobs.get(job.id))?.reportId).toBeNull();
  });

  it('gives a job one report, however many attempts commit at the same time', async () => {
    const { job, attempt } = await beginJob(store);
    const reports = Array.from({ length: 3 }, (_, index) => {
      const report = newReport(job, '', { prefix: `reports/${job.id}/${index}/` });
      return { ...report, caseRowsPath: commits.caseRowsFile(report.id, 50) };
    });
    const ends = await Promise.allSettled(
      reports.map((report) => store.reports.commit(attempt, asMade(report))),
    );
    const stored = ends.filter((end) => end.status === 'fulfilled' && end.value !== null);
    expect(stored.length).toBe(1);
    expect(await commits.rowsOf('reports', 'job_id', job.id)).toBe(1);
  });

  it('leaves the job in hand when the case rows cannot be stored', async () => {
    const { job, attempt } = await beginJob(store);
    const report = newReport(job, '');
    report.caseRowsPath = join(commits.folder, `${randomUUID()}.copy`);
    const twice = [caseSample(report.id, 0), caseSample(report.id, 0)];
    writeCaseRows(report.caseRowsPath, twice);
    await expect(store.reports.commit(attempt, asMade(report))).rejects.toThrow(/duplicate key/);
    await expect(
      store.reports.commit(attempt, asMade({ ...report, caseRowsPath: join(commits.folder, 'not there') })),
    ).rejects.toThrow(/ENOENT/);
    expect(await store.jobs.get(job.id)).toMatchObject({ status: 'RUNNING', reportId: null });
    expect(await commits.rowsOf('reports', 'id', report.id)).toBe(0);

    // The connection is in order afterwards: the same pool stores it when the rows are right.
    writeCaseRows(report.caseRowsPath, twice.slice(1));
    expect(await store.reports.commit(attempt, asMade(report))).toMatchObject({ id: report.id });
  });

  it('stores the case rows while the rest is still made, and nothing when that fails', async () => {
    const { job, attempt } = await beginJob(store);
    const report = newReport(job, '');
    report.caseRowsPath = commits.caseRowsFile(report.id, 50_000);
    const cases = caseFilesAt(report.caseRowsPath);
    const failing = commits.untilCopying().then((): NewReport => {
      throw new Error('no artefacts');
    });
    failing.catch(() => undefined);
    const { id } = report;
    await expect(store.reports.commit(attempt, { id, ...cases, rest: failing })).rejects.toThrow(
      'no artefacts',
    );
    expect(await commits.rowsOf('cases', 'report_id', report.id)).toBe(0);

    const again = store.reports.commit(attempt, { id, ...cases, rest: sleep(50).then(() => report) });
    expect(await again).toMatchObject({ id: report.id });
    expect(await commits.rowsOf('cases', 'report_id', report.id)).toBe(50_000);
  });
});

describe('the list of reports', () => {
  it('goes newest first, page by page, with a cursor of its own', async () => {
    for (let made = 0; made < 5; made++) await committed();
    const all = await store.reports.page({ first: 100 });
    expect(all.edges.length).toBe(await store.reports.count());
    expect(all.pageInfo.hasNextPage).toBe(false);
    expect((await store.reports.latest())?.id).toBe(all.edges[0].node.id);
    const times = all.edges.map(({ node }) => node.createdAt.getTime());
    expect(times).toEqual([...times].sort((a, b) => b - a));

    const seen: string[] = [];
    let after: string | null = null;
    do {
      const page: Awaited<ReturnType<Store['reports']['page']>> = await store.reports.page({
        first: 2,
        after,
      });
      seen.push(...page.edges.map(({ node }) => node.id));
      after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
    } while (after);
    expect(seen).toEqual(all.edges.map(({ node }) => node.id));
  });

  it.each(['nonsense', '', Buffer.from('["x",1,2]').toString('base64url')])(
    'refuses the cursor %j',
    async (after) => {
      const asked = store.reports.page({ first: 1, after });
      await expect(asked).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
    },
  );

  it('finds many at once, in the order asked for, and says which prefixes have a report', async () => {
    const [one, two] = [await committed(), await committed()];
    const missing = randomUUID();
    const found = await store.reports.getMany([two.id, missing, 'no id', one.id]);
    expect(found.map((report) => report?.id ?? null)).toEqual([two.id, null, null, one.id]);
    expect(await store.reports.get('no id')).toBeNull();
    expect(await store.reports.namedPrefixes([one.prefix, 'reports/other/1/'])).toEqual(
      new Set([one.prefix]),
    );
  });
});
