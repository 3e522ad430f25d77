import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { failing, failingOften } from '../support/pairs.js';
import { Service } from '../support/service.js';

const NOBODY = '00000000-0000-4000-8000-000000000000';
const LARGE = failingOften('2025-03-20 10:00');

interface Job {
  id: string;
  status: string;
  queuePosition: number | null;
  attempts: number;
}
const JOB = 'id status queuePosition attempts';

let service: Service;
beforeAll(async () => {
  service = await Service.start();
});
afterAll(() => service?.stop());

async function uploaded(bytes: string): Promise<string> {
  const { data, errors } = await service.upload({ bytes });
  if (!data) throw new Error(JSON.stringify(errors));
  return data.uploadReport.id;
}

const jobsOf = async (status: string) =>
  (
    await service.data<{ jobs: Job[] }>(
      `query($status: JobStatus) { jobs(status: $status, first: 200) { ${JOB} } }`,
      { status },
    )
  ).jobs;

async function asked(mutation: 'cancelJob' | 'retryJob', id: string): Promise<Job | string> {
  const { data, errors } = await service.gql<Record<string, Job>>(
    `mutation($id: ID!) { ${mutation}(id: $id) { ${JOB} } }`,
    { id },
  );
  return data?.[mutation] ?? errors[0].extensions.code;
}

/** Files of the object store that begin with one of these, and temporary ones when `tmp` is among them. */
async function filesOf(...prefixes: string[]): Promise<string[]> {
  return (await service.filesKept()).filter((path) => prefixes.some((prefix) => path.startsWith(prefix)));
}

describe('jobs that wait', () => {
  test('say their places; cancelled ones leave the queue, retried ones stand behind', async () => {
    const running = await uploaded(LARGE);
    const waiting = [
      await uploaded(failing('2025-01-01 10:00', 'a')),
      await uploaded(failing('2025-01-02 10:00', 'a')),
      await uploaded(failing('2025-01-03 10:00', 'a')),
    ];
    const places = async () =>
      (await jobsOf('QUEUED')).map(({ id, queuePosition }) => [waiting.indexOf(id), queuePosition]);
    // Newest first.
    expect(await places()).toEqual([
      [2, 3],
      [1, 2],
      [0, 1],
    ]);
    expect(await jobsOf('RUNNING')).toMatchObject([{ id: running, queuePosition: null }]);

    expect(await asked('cancelJob', waiting[0])).toMatchObject({ status: 'CANCELLED', queuePosition: null });
    expect(await asked('retryJob', waiting[0])).toMatchObject({ status: 'QUEUED', queuePosition: 3 });
    expect(await places()).toEqual([
      [2, 2],
      [1, 1],
      [0, 3],
    ]);

    const end = service.ended(running);
    const cancelledAt = Date.now();
    expect(await asked('cancelJob', running)).toMatchObject({ status: 'CANCELLED' });
    expect((await end).status).toBe('CANCELLED');
    // The next one begins only when the thread is free again.
    const next = await service.ended<Job>(waiting[1], JOB);
    expect(next).toMatchObject({ status: 'SUCCEEDED', attempts: 1 });
    expect(Date.now() - cancelledAt).toBeLessThan(2000);
    for (const id of waiting) expect((await service.ended(id)).status).toBe('SUCCEEDED');
    expect(await jobsOf('QUEUED')).toEqual([]);
    expect((await filesOf('reports/', 'tmp/')).filter((path) => path.includes(running))).toEqual([]);
  });

  test('are cancelled and retried only where that means something', async () => {
    const { id } = await service.analyse<Job>({ bytes: failing('2025-01-04 10:00', 'a') }, 'id');
    const { id: failed } = await service.analyse<Job>({ bytes: 'a;b\n1;2\n' }, 'id');
    expect(await asked('cancelJob', id)).toBe('CONFLICT');
    expect(await asked('retryJob', id)).toBe('CONFLICT');
    expect(await asked('cancelJob', failed)).toBe('CONFLICT');
    expect(await asked('retryJob', failed)).toMatchObject({ status: 'QUEUED', attempts: 0 });
    expect(await service.ended<Job>(failed, JOB)).toMatchObject({ status: 'FAILED', attempts: 1 });
    for (const nobody of [NOBODY, 'no id']) {
      expect(await asked('cancelJob', nobody)).toBe('NOT_FOUND');
      expect(await asked('retryJob', nobody)).toBe('NOT_FOUND');
    }
  });
});

describe('deleteReport', () => {
  interface Analysed {
    status: string;
    id: string;
    report: { id: string; artifacts: { url: string }[] };
  }
  const trendOf = async (id: string) =>
    (
      await service.data<{ report: { trend: { id: string; previous: { id: string } } | null } | null }>(
        'query($id: ID!) { report(id: $id) { trend { id previous { id } } } }',
        { id },
      )
    ).report?.trend;
  const deleted = async (id: string) => {
    const { data, errors } = await service.gql('mutation($id: ID!) { deleteReport(id: $id) }', { id });
    return data?.deleteReport ?? errors[0].extensions.code;
  };
  const analysed = (day: string, ...nodes: string[]) =>
    service.analyse<Analysed>(
      { bytes: failing(`2026-05-${day} 10:00`, ...nodes) },
      'id report { id artifacts { url } }',
    );

  test('removes the report and what was made of it, and joins its neighbours', async () => {
    const first = await analysed('01', 'a');
    const second = await analysed('02', 'a', 'b');
    const third = await analysed('03', 'b', 'c');
    const replaced = await trendOf(third.report.id);
    expect(replaced?.previous.id).toBe(second.report.id);
    const before = (await filesOf('reports/', 'trends/')).length;

    expect(await deleted(second.report.id)).toBe(true);
    expect((await trendOf(third.report.id))?.previous.id).toBe(first.report.id);
    expect(await trendOf(second.report.id)).toBeUndefined();
    const gone = await service.data(
      'query($trend: ID!, $job: ID!) { trend(id: $trend) { id } job(id: $job) { status report { id } } }',
      { trend: replaced?.id, job: second.id },
    );
    expect(gone).toEqual({ trend: null, job: { status: 'SUCCEEDED', report: null } });
    // The report's own files, its trend, and the trend after it, which was made anew.
    expect((await filesOf('reports/')).filter((path) => path.includes(second.id))).toEqual([]);
    expect((await filesOf('reports/', 'trends/')).length).toBeLessThan(before);
    await expect.poll(() => service.temporaryFiles(), { timeout: 2000, interval: 20 }).toEqual([]);
    const download = await fetch(new URL(second.report.artifacts[0].url, service.url));
    expect(download.status).toBe(404);

    // The first of all: the one after it has no trend any more.
    expect(await deleted(second.report.id)).toBe('NOT_FOUND');
    expect(await deleted('no id')).toBe('NOT_FOUND');
  });
});
