import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Store } from '../../src/store/types.js';
import { asMade, beginJob, newReport } from '../support/records.js';
import { Commits } from './commits.js';

let commits: Commits;
let store: Store;
beforeAll(async () => {
  commits = await Commits.open();
  ({ store } = commits);
});
afterAll(() => commits?.close());

describe('a commit that is told to stop', () => {
  it('ends in the middle of the case rows when its attempt is told to stop', async () => {
    const { job, attempt } = await beginJob(store);
    const report = newReport(job, '');
    report.caseRowsPath = commits.caseRowsFile(report.id, 100_000);
    const stopping = new AbortController();
    const committing = store.reports.commit({ ...attempt, signal: stopping.signal }, asMade(report));
    await sleep(100);
    const stoppedAt = Date.now();
    stopping.abort('LOST');
    expect(await committing).toBeNull();
    expect(Date.now() - stoppedAt).toBeLessThan(1000);
    expect(await commits.rowsOf('reports', 'id', report.id)).toBe(0);
    expect(await commits.rowsOf('cases', 'report_id', report.id)).toBe(0);
    expect(await store.jobs.get(job.id)).toMatchObject({ status: 'RUNNING', reportId: null });
    expect(
      await store.reports.commit({ ...attempt, signal: AbortSignal.abort('LOST') }, asMade(report)),
    ).toBeNull();
  });

  it.each(['reports', 'invalid_rows', 'cases', 'case_orders', 'case_squads'])(
    'ends at once when it is told to while it waits for %s',
    async (table) => {
      const { job, attempt } = await beginJob(store);
      const report = newReport(job, '');
      report.invalidRows = commits.invalidRowsFile(report.id, [
        { line: 2, byteOffset: 10, reason: 'BAD_DATE', number: 'A1', raw: 'a;b' },
      ]);
      report.caseRowsPath = commits.caseRowsFile(report.id, 20);
      const stopping = new AbortController();
      const holder = new pg.Client({ connectionString: commits.url });
      await holder.connect();
      try {
        await holder.query(`BEGIN; LOCK TABLE ${table} IN EXCLUSIVE MODE`);
        const committing = store.reports.commit({ ...attempt, signal: stopping.signal }, asMade(report));
        const waiting = "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'";
        while ((await holder.query(waiting)).rowCount === 0) await sleep(5);
        const stoppedAt = Date.now();
        stopping.abort('LOST');
        expect(await committing).toBeNull();
        expect(Date.now() - stoppedAt).toBeLessThan(1000);
      } finally {
        await holder.end();
      }
      // The connections are in order: none of them has a cancel left for what comes next.
      const next = await Promise.all(Array.from({ length: 20 }, () => store.reports.count()));
      expect(new Set(next).size).toBe(1);
      expect(await store.reports.commit(attempt, asMade(report))).toMatchObject({ id: report.id });
    },
  );

  it('lets a cancel in the middle of the case rows through at once, of a job that has equals, too', async () => {
    for (const contentKey of [undefined, 'the same']) {
      const { job, attempt } = await beginJob(store, { contentKey });
      const report = newReport(job, '');
      report.caseRowsPath = commits.caseRowsFile(report.id, 50_000);
      const committing = store.reports.commit(attempt, asMade(report));
      await commits.untilCopying();
      let isCommitted = false;
      void committing.then(() => {
        isCommitted = true;
      });
      expect((await store.jobs.cancel(job.id))?.job.status).toBe('CANCELLED');
      expect(isCommitted).toBe(false);
      expect(await committing).toBeNull();
    }
  });

  it('takes a cancel until its very end', async () => {
    const { job, attempt } = await beginJob(store);
    const report = newReport(job, '');
    report.caseRowsPath = commits.caseRowsFile(report.id, 20_000);
    const committing = store.reports.commit(attempt, asMade(report));
    const cancelled = await store.jobs.cancel(job.id);
    const record = await committing;
    expect(cancelled?.job.status).toBe(record ? 'SUCCEEDED' : 'CANCELLED');
    expect(await commits.rowsOf('cases', 'report_id', report.id)).toBe(record ? 20_000 : 0);
  });
});
