import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type DocumentNode, type OperationDefinitionNode, parse, validate } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildServiceSchema } from '../../src/graphql/schema.js';
import { PROJECT_ROOT } from '../../src/paths.js';
import { pair } from '../support/pairs.js';
import { Service } from '../support/service.js';

const FOLDER = join(PROJECT_ROOT, 'schema/examples');
const schema = buildServiceSchema();
const { previous, current } = pair('p10_generated_3k');

type Variables = Record<string, unknown>;
type Files = Record<string, { bytes: Uint8Array; fileName: string }>;
interface CreatedUpload {
  uploadId: string;
  url: string;
  method: string;
  headers: { name: string; value: string }[];
}
type Fields = Record<string, { id: string; status: string } & Record<string, unknown>>;

/** What earlier steps have left for later ones. */
const seen: Record<
  'first' | 'second' | 'report' | 'trend' | 'upload' | 'compared' | 'waiting' | 'again',
  string
> = {
  first: '',
  second: '',
  report: '',
  trend: '',
  upload: '',
  compared: '',
  waiting: '',
  again: '',
};

let service: Service;
beforeAll(async () => {
  service = await Service.start();
});
afterAll(() => service?.stop());

function text(name: string): string {
  return readFileSync(join(FOLDER, `${name}.graphql`), 'utf8');
}

/** Runs an example; its first event, where it is a subscription. */
async function run(name: string, variables: Variables = {}, files?: Files): Promise<Fields> {
  const query = text(name);
  const answer = files
    ? await service.multipart<Fields>(query, files, variables)
    : await service.gql<Fields>(query, variables);
  if (!answer.data || answer.errors.length > 0) throw new Error(JSON.stringify(answer.errors));
  return answer.data;
}

/** Runs the example of a subscription to its end. */
async function watched(
  id: string,
): Promise<{ status: string; report: { id: string } | null; trend: { id: string } | null }> {
  const events = await service.collect<{ jobProgress: Awaited<ReturnType<typeof watched>> }>(
    text('watch-job'),
    { id },
  );
  return events[events.length - 1].jobProgress;
}

async function put(bytes: Uint8Array, fileName: string): Promise<string> {
  const response = await fetch(`${service.url}/uploads?fileName=${fileName}`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${service.token}`, 'content-type': 'text/csv' },
    body: Buffer.from(bytes),
  });
  return ((await response.json()) as { uploadId: string }).uploadId;
}

/** One step for each example, in an order in which they make sense. */
const STEPS: Record<string, () => Promise<unknown>> = {
  'sign-in': async () => {
    const data = await run('sign-in', { username: 'admin', password: 'correct horse battery' });
    expect(data.login).toMatchObject({ role: 'ADMIN' });
  },
  'upload-report': async () => {
    const file = { bytes: previous, fileName: 'before.csv' };
    seen.first = (
      await run('upload-report', { options: { compareWithPrevious: true } }, { file })
    ).uploadReport.id;
    expect(await watched(seen.first)).toMatchObject({ status: 'SUCCEEDED', trend: null });
  },
  'watch-reports': async () => {
    const client = service.wsClient();
    const event = client.iterate<Fields>({ query: text('watch-reports') }).next();
    await new Promise((resolve) => setTimeout(resolve, 500));
    const file = { bytes: current, fileName: 'now.csv' };
    seen.second = (await run('upload-report', {}, { file })).uploadReport.id;
    expect((await event).value?.data?.reportCreated).toMatchObject({ fileName: 'now.csv' });
    await client.dispose();
  },
  'watch-job': async () => {
    const job = await watched(seen.second);
    expect(job.status).toBe('SUCCEEDED');
    seen.report = job.report?.id ?? '';
    seen.trend = job.trend?.id ?? '';
  },
  job: async () => {
    expect(await run('job', { id: seen.second })).toMatchObject({ job: { report: { id: seen.report } } });
  },
  jobs: async () => {
    expect((await run('jobs', { status: 'SUCCEEDED', first: 10 })).jobs).toHaveLength(2);
  },
  dashboard: async () => {
    expect(await run('dashboard')).toMatchObject({
      dashboard: { latest: { id: seen.report }, latestTrend: { id: seen.trend }, trendHistory: [{}] },
    });
  },
  reports: async () => {
    const { reports } = await run('reports', { first: 1 });
    expect(reports).toMatchObject({ totalCount: 2, pageInfo: { hasNextPage: true } });
    const { endCursor: after } = reports.pageInfo as { endCursor: string };
    expect(await run('reports', { first: 1, after })).toMatchObject({
      reports: { pageInfo: { hasNextPage: false } },
    });
  },
  report: async () => {
    expect(await run('report', { id: seen.report })).toMatchObject({ report: { fileName: 'now.csv' } });
  },
  cases: async () => {
    const variables = {
      reportId: seen.report,
      filter: { groups: ['ACTIONABLE'] },
      orderBy: 'ALERT_COUNT',
      first: 2,
    };
    expect(await run('cases', variables)).toMatchObject({ report: { cases: { edges: [{}, {}] } } });
  },
  trends: async () => {
    expect(await run('trends', { first: 5 })).toMatchObject({ trends: { totalCount: 1 } });
  },
  trend: async () => {
    expect(await run('trend', { id: seen.trend })).toMatchObject({ trend: { id: seen.trend } });
  },
  'compare-periods': async () => {
    const files = {
      previous: { bytes: previous, fileName: 'before.csv' },
      current: { bytes: current, fileName: 'now.csv' },
    };
    seen.compared = (await run('compare-periods', {}, files)).comparePeriods.id;
    expect(await watched(seen.compared)).toMatchObject({ status: 'SUCCEEDED', report: null });
  },
  'analyze-upload': async () => {
    seen.upload = await put(current, 'later.csv');
    const { analyzeUpload } = await run('analyze-upload', {
      uploadId: seen.upload,
      options: { dateOrder: 'DMY' },
    });
    expect(await watched(analyzeUpload.id)).toMatchObject({ status: 'SUCCEEDED' });
  },
  'create-upload': async () => {
    const { createUpload } = await run('create-upload', { fileName: 'more.csv', bytes: current.length });
    const { uploadId, url, method, headers } = createUpload as unknown as CreatedUpload;
    const pairs = headers.map(({ name, value }): [string, string] => [name, value]);
    const sent = await fetch(new URL(url, service.url), {
      method,
      headers: pairs,
      body: Buffer.from(current),
    });
    expect(sent.status).toBe(200);
    const { analyzeUpload } = await run('analyze-upload', { uploadId, options: { dateOrder: 'DMY' } });
    expect(await watched(analyzeUpload.id)).toMatchObject({ status: 'SUCCEEDED' });
  },
  'compare-uploads': async () => {
    const previousId = await put(previous, 'earlier.csv');
    const { compareUploads } = await run('compare-uploads', { previousId, currentId: seen.upload });
    expect(await watched(compareUploads.id)).toMatchObject({ status: 'SUCCEEDED' });
  },
  reanalyze: async () => {
    const { reanalyze } = await run('reanalyze', { reportId: seen.report });
    seen.again = (await watched(reanalyze.id)).report?.id ?? '';
    expect(seen.again).not.toBe(seen.report);
  },
  'cancel-job': async () => {
    const rows = current.toString();
    const many = Buffer.from(rows + rows.slice(rows.indexOf('\n') + 1).repeat(20));
    await run('upload-report', {}, { file: { bytes: many, fileName: 'first.csv' } });
    const file = { bytes: Buffer.concat([many, Buffer.from('\n')]), fileName: 'waits.csv' };
    seen.waiting = (await run('upload-report', {}, { file })).uploadReport.id;
    expect(await run('cancel-job', { id: seen.waiting })).toMatchObject({
      cancelJob: { status: 'CANCELLED' },
    });
  },
  'retry-job': async () => {
    expect((await run('retry-job', { id: seen.waiting })).retryJob.id).toBe(seen.waiting);
    expect(await watched(seen.waiting)).toMatchObject({ status: 'SUCCEEDED' });
  },
  'delete-report': async () => {
    expect(await run('delete-report', { id: seen.again })).toEqual({ deleteReport: true });
    expect(await run('report', { id: seen.again })).toEqual({ report: null });
  },
  'create-user': async () => {
    const ana = { username: 'ana', password: 'something long', role: 'VIEWER' };
    expect(await run('create-user', ana)).toEqual({ createUser: { username: 'ana', role: 'VIEWER' } });
  },
  users: async () => {
    expect((await run('users', { first: 10 })).users).toMatchObject([
      { username: 'admin' },
      { username: 'ana' },
    ]);
  },
  'set-role': async () => {
    expect(await run('set-role', { username: 'ana', role: 'ANALYST' })).toMatchObject({
      setRole: { role: 'ANALYST' },
    });
  },
  'change-password': async () => {
    await run('change-password', { username: 'ana', newPassword: 'something longer' });
    expect((await service.login('ana', 'something longer')).status).toBe(200);
  },
  'delete-user': async () => {
    expect(await run('delete-user', { username: 'ana' })).toEqual({ deleteUser: true });
  },
};

const names = readdirSync(FOLDER).map((name) => name.replace(/\.graphql$/, ''));

function rootFieldsOf(document: DocumentNode): string[] {
  return (document.definitions as OperationDefinitionNode[]).flatMap(({ selectionSet }) =>
    selectionSet.selections.flatMap((node) => ('name' in node ? node.name.value : [])),
  );
}

describe('the example operations', () => {
  test('are valid, and show every operation that there is', () => {
    const documents = names.map((name) => parse(text(name)));
    expect(documents.flatMap((document) => validate(schema, document))).toEqual([]);
    const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
    const operations = roots.flatMap((type) => Object.keys(type?.getFields() ?? {}));
    expect([...new Set(documents.flatMap(rootFieldsOf))].sort()).toEqual(operations.sort());
  });

  test('are all run here', () => {
    expect(Object.keys(STEPS).sort()).toEqual([...names].sort());
  });

  test.each(Object.entries(STEPS))('%s', async (_name, step) => {
    await step();
  });
});
