import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { failing, PAIRS, pair, ROW, TREND_FIELDS } from '../support/pairs.js';
import { near } from '../support/referenceFacts.js';
import { Service } from '../support/service.js';

interface Compared {
  status: string;
  kind: string;
  fileName: string;
  progress: number;
  bytesRead: number;
  bytesTotal: number;
  rowsRead: number;
  error: { code: string; message: string } | null;
  report: { id: string } | null;
  trend: {
    id: string;
    previous: { id: string } | null;
    current: { id: string } | null;
    previousFileName: string;
    currentFileName: string;
    verdict: string;
    kpis: Record<string, number>;
    artifacts: { kind: string; name: string; bytes: number; url: string }[];
  } | null;
}

interface File {
  bytes: Uint8Array | string;
  fileName: string;
}

const JOB =
  'kind fileName progress bytesRead bytesTotal rowsRead error { code message } report { id } trend { id previous { id } current { id } previousFileName currentFileName verdict kpis { previousCases currentCases newCases resolvedCases persistentCases } artifacts { kind name bytes url } }';
const COMPARE =
  'mutation($previous: Upload!, $current: Upload!, $options: UploadOptions) { comparePeriods(previous: $previous, current: $current, options: $options) { id kind fileName } }';

const OLD: File = { bytes: failing('2025-03-01 10:00', 'a', 'b'), fileName: 'old.csv' };
const NEW: File = { bytes: failing('2025-03-08 10:00', 'b', 'c', 'd'), fileName: 'new.csv' };

let service: Service;
beforeAll(async () => {
  service = await Service.start({ env: { MAX_UPLOAD_BYTES: '2000000' } });
});
afterAll(() => service?.stop());

async function begun(previous: File, current: File, options: Record<string, unknown> = {}): Promise<string> {
  const { data, errors } = await service.multipart<{ comparePeriods: { id: string } }>(
    COMPARE,
    { previous, current },
    { options },
  );
  if (!data) throw new Error(JSON.stringify(errors));
  return data.comparePeriods.id;
}

async function compared(previous: File, current: File, options?: Record<string, unknown>): Promise<Compared> {
  return service.ended<Compared>(await begun(previous, current, options), JOB);
}

async function counts(): Promise<{ reports: number; trends: number; jobs: number; uploads: number }> {
  const data = await service.data<{
    reports: { totalCount: number };
    trends: { totalCount: number };
    jobs: unknown[];
  }>('{ reports { totalCount } trends { totalCount } jobs(first: 200) { id } }');
  return {
    reports: data.reports.totalCount,
    trends: data.trends.totalCount,
    jobs: data.jobs.length,
    uploads: (await uploadIds()).length,
  };
}

async function uploadIds(): Promise<string[]> {
  return (await service.backing.objects.keys('uploads/')).map((key) => key.slice('uploads/'.length));
}

describe('comparePeriods', () => {
  test.each(PAIRS)('gives the expected trend: %s', async (folder) => {
    const { previous, current, options, trend } = pair(folder);
    const files = [
      { bytes: previous, fileName: 'previous.csv' },
      { bytes: current, fileName: 'current.csv' },
    ] as const;
    const id = await begun(...files, options);
    await service.ended(id);
    const query = `query($id: ID!) { job(id: $id) { trend { ${TREND_FIELDS} } } } ${ROW}`;
    expect(await service.data(query, { id })).toEqual({ job: { trend: near(trend) } });
  });

  test('keeps both files side by side, in the history, and makes no report', async () => {
    const before = await counts();
    const job = await compared(OLD, NEW);
    expect(job).toMatchObject({
      status: 'SUCCEEDED',
      kind: 'COMPARISON',
      fileName: 'old.csv → new.csv',
      progress: 1,
      rowsRead: 5,
      error: null,
      report: null,
      trend: {
        previous: null,
        current: null,
        previousFileName: 'old.csv',
        currentFileName: 'new.csv',
        verdict: 'REGRESSION',
        kpis: { previousCases: 2, currentCases: 3, newCases: 2, resolvedCases: 1, persistentCases: 1 },
      },
    });
    const bytes = Buffer.byteLength(OLD.bytes) + Buffer.byteLength(NEW.bytes);
    expect([job.bytesRead, job.bytesTotal]).toEqual([bytes, bytes]);
    const after = await counts();
    expect(after).toEqual({
      reports: before.reports,
      trends: before.trends + 1,
      jobs: before.jobs + 1,
      uploads: before.uploads + 2,
    });
    const { dashboard, trends } = await service.data<{
      dashboard: { trendHistory: { id: string }[]; latestTrend: null };
      trends: { edges: { node: { id: string } }[] };
    }>('{ dashboard { trendHistory { id } latestTrend { id } } trends(first: 1) { edges { node { id } } } }');
    expect(dashboard.trendHistory[0].id).toBe(job.trend?.id);
    expect(trends.edges[0].node.id).toBe(job.trend?.id);
    expect(dashboard.latestTrend).toBeNull();

    const content = new Map<string, string>();
    for (const { name, bytes: size, url } of job.trend?.artifacts ?? []) {
      const text = await (await fetch(`${service.url}${url}`)).text();
      expect(Buffer.byteLength(text)).toBe(size);
      content.set(name, text);
    }
    expect([...content.keys()]).toEqual(
      expect.arrayContaining(['trend.json', 'previous/summary.json', 'current/summary.json']),
    );
    expect(JSON.parse(content.get('previous/summary.json') ?? '')).toMatchObject({
      input: { fileName: 'old.csv' },
      kpis: { totalCases: 2 },
    });
    expect(JSON.parse(content.get('trend.json') ?? '').verdict).toBe('REGRESSION');
  });

  test('orders the files by their last events, and leaves equal and empty ones as given', async () => {
    const names = ({ trend }: Compared) => [trend?.previousFileName, trend?.currentFileName];
    expect(names(await compared(NEW, OLD))).toEqual(['old.csv', 'new.csv']);
    const same = { ...OLD, fileName: 'same time.csv' };
    expect(names(await compared(OLD, same))).toEqual(['old.csv', 'same time.csv']);
    expect(names(await compared(same, OLD))).toEqual(['same time.csv', 'old.csv']);
    const empty = { bytes: failing(''), fileName: 'empty.csv' };
    const excellent = await compared(NEW, empty);
    expect(names(excellent)).toEqual(['new.csv', 'empty.csv']);
    expect(excellent.trend?.verdict).toBe('EXCELLENCE_REACHED');
    expect((await compared(empty, empty)).trend?.verdict).toBe('SUSTAINED_EXCELLENCE');
  });

  test('takes two files of one name, and one file twice', async () => {
    const job = await compared({ ...OLD, fileName: 'x.csv' }, { ...NEW, fileName: 'x.csv' });
    expect(job).toMatchObject({
      fileName: 'x.csv → x.csv',
      trend: { kpis: { newCases: 2, resolvedCases: 1 } },
    });
    expect((await compared(OLD, OLD)).trend).toMatchObject({
      verdict: 'STAGNATION',
      kpis: { previousCases: 2, persistentCases: 2, newCases: 0, resolvedCases: 0 },
    });
  });

  test("is nobody's previous", async () => {
    await compared(OLD, NEW);
    const { trend } = await service.analyse<{ status: string; trend: unknown }>(
      { bytes: failing('2025-06-01 10:00', 'a') },
      'trend { id }',
    );
    expect(trend).toBeNull();
  });

  test('says which file cannot be analysed, also when both have the same name', async () => {
    const bad = { bytes: 'number;severity\nA;B\n', fileName: 'x.csv' };
    const good = { ...OLD, fileName: 'x.csv' };
    const failed = (side: string) => ({
      status: 'FAILED',
      trend: null,
      error: {
        code: 'MISSING_COLUMNS',
        message: expect.stringMatching(new RegExp(`^The ${side} file, x\\.csv: .*assignment_group`)),
      },
    });
    expect(await compared(good, bad)).toMatchObject(failed('current'));
    expect(await compared(bad, good)).toMatchObject(failed('previous'));
    // Both bad: always the same answer, whichever is found out first.
    const nothing = { bytes: '', fileName: 'nothing.csv' };
    for (let again = 0; again < 3; again++) {
      expect((await compared(nothing, bad)).error?.code).toBe('EMPTY_FILE');
      expect((await compared(bad, nothing)).error?.code).toBe('MISSING_COLUMNS');
    }
  });

  test('keeps neither file when one is refused', async () => {
    const before = await counts();
    const large = { bytes: Buffer.alloc(2_000_001, 'a'), fileName: 'large.csv' };
    for (const [side, files] of [
      ['current', { previous: OLD, current: large }],
      ['previous', { previous: large, current: OLD }],
    ] as const) {
      const { errors } = await service.multipart(COMPARE, files);
      expect(errors[0]).toMatchObject({ extensions: { code: 'TOO_LARGE' } });
      expect(errors[0].message).toContain(`The ${side} file`);
    }
    const one = await service.multipart(COMPARE, { previous: OLD });
    expect(one.errors[0].extensions.code).toMatch(/NO_FILE|BAD_USER_INPUT/);
    const wrong = await service.multipart(
      COMPARE,
      { previous: OLD, current: NEW },
      { options: { dateOrder: 'DYM' } },
    );
    expect(wrong.errors[0]).toMatchObject({ extensions: { code: 'BAD_USER_INPUT' } });
    const unknown = await service.multipart(
      COMPARE,
      { previous: OLD, current: NEW },
      { options: { colour: 'red' } },
    );
    expect(unknown.errors[0]).toMatchObject({ extensions: { code: 'BAD_USER_INPUT' } });
    const viewer = await service.multipart(
      COMPARE,
      { previous: OLD, current: NEW },
      {},
      await service.tokenOf('VIEWER'),
    );
    expect(viewer.errors[0].extensions.code).toBe('FORBIDDEN');
    expect(await counts()).toEqual(before);
  });
});

describe('compareUploads', () => {
  const MUTATION =
    'mutation($p: ID!, $c: ID!) { compareUploads(previousId: $p, currentId: $c) { id kind fileName } }';

  test('compares what is there already', async () => {
    const before = new Set(await uploadIds());
    await service.analyse({ ...OLD });
    const [old] = (await uploadIds()).filter((id) => !before.has(id));
    await service.analyse({ ...NEW });
    const [next] = (await uploadIds()).filter((id) => !before.has(id) && id !== old);

    const { compareUploads } = await service.data<{ compareUploads: { id: string } }>(MUTATION, {
      p: next,
      c: old,
    });
    const job = await service.ended<Compared>(compareUploads.id, JOB);
    expect(job).toMatchObject({
      fileName: 'new.csv → old.csv',
      trend: { previousFileName: 'old.csv', currentFileName: 'new.csv', verdict: 'REGRESSION' },
    });
    const self = await service.data<{ compareUploads: { id: string } }>(MUTATION, { p: old, c: old });
    expect((await service.ended<Compared>(self.compareUploads.id, JOB)).trend?.verdict).toBe('STAGNATION');
  });

  test('says which one is not there', async () => {
    for (const [p, c, argument] of [
      ['nobody', 'nothing', 'previousId'],
      [(await uploadIds())[0], '00000000-0000-4000-8000-000000000000', 'currentId'],
    ]) {
      const { errors } = await service.gql(MUTATION, { p, c });
      expect(errors[0]).toMatchObject({
        message: expect.stringMatching(new RegExp(`^${argument}`)),
        extensions: { code: 'NOT_FOUND' },
      });
    }
  });
});
