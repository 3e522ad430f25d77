import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Links } from '../../src/http/links.js';
import { openS3Store } from '../../src/store/objects/s3/store.js';
import { failing, PAIRS, pair } from '../support/pairs.js';
import { TestS3 } from '../support/s3.js';
import { Service, SIGNING_SECRET } from '../support/service.js';

interface Created {
  uploadId: string;
  url: string;
  method: string;
  headers: { name: string; value: string }[];
  expiresAt: string;
}

interface Job {
  status: string;
  deduplicated: boolean;
  attempts: number;
  error: { code: string; message: string } | null;
  report: { id: string; inputSha256: string } | null;
}

const UNKNOWN = '00000000-0000-4000-8000-000000000000';
const FIELDS = 'deduplicated attempts error { code message } report { id inputSha256 }';
const CREATE =
  'mutation($name: String!, $bytes: Float!, $sha256: String) { createUpload(fileName: $name, bytes: $bytes, sha256: $sha256) { uploadId url method headers { name value } expiresAt } }';
const sha256Of = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

let day = 0;
/** Bytes that no other test has. */
function newFile(): Buffer {
  day += 1;
  return Buffer.from(failing(`2025-07-${String(day).padStart(2, '0')} 10:00`, 'a', 'b'));
}

describe.each(['a folder', 'a bucket'])('an upload that is created, over %s', (kind) => {
  const isBucket = kind === 'a bucket';
  let server: TestS3 | null = null;
  let service: Service;
  beforeAll(async () => {
    server = isBucket ? await TestS3.start() : null;
    const bucket = server && { ...server.environment(), S3_DIRECT: 'on' };
    service = await Service.start({ env: { MAX_UPLOAD_BYTES: '1000000', ...bucket } });
  });
  afterAll(async () => {
    await service?.stop();
    await server?.stop();
  });

  const ask = (variables: Record<string, unknown>, token?: string | null) =>
    service.gql<{ createUpload: Created }>(CREATE, { name: 'alerts.csv', ...variables }, token);

  async function create(bytes: number, sha256?: string): Promise<Created> {
    const { data, errors } = await ask({ bytes, sha256 });
    if (!data) throw new Error(JSON.stringify(errors));
    return data.createUpload;
  }

  const send = ({ url, method, headers }: Created, body: Uint8Array) =>
    fetch(new URL(url, service.url), {
      method,
      headers: headers.map(({ name, value }): [string, string] => [name, value]),
      body: Buffer.from(body),
    });

  const analyze = (uploadId: string) =>
    service.gql<{ analyzeUpload: { id: string } }>(
      `mutation { analyzeUpload(uploadId: "${uploadId}") { id } }`,
    );

  async function analysed(uploadId: string): Promise<Job> {
    const { data, errors } = await analyze(uploadId);
    if (!data) throw new Error(JSON.stringify(errors));
    return service.ended<Job>(data.analyzeUpload.id, FIELDS);
  }

  const codeOf = async (uploadId: string) => (await analyze(uploadId)).errors[0]?.extensions.code;

  test('is sent without a token, analysed, and compared', async () => {
    const { previous, current } = pair(PAIRS[0]);
    const created = await create(previous.length, sha256Of(previous).toUpperCase());
    expect(created).toMatchObject({ method: 'PUT', url: expect.stringMatching(isBucket ? /^http/ : /^\//) });
    expect(Date.parse(created.expiresAt) - Date.now()).toBeGreaterThan(3_500_000);
    expect((await send(created, previous)).status).toBe(200);
    expect(await analysed(created.uploadId)).toMatchObject({
      status: 'SUCCEEDED',
      attempts: 1,
      report: { inputSha256: sha256Of(previous) },
    });

    const other = await create(current.length);
    await send(other, current);
    const { compareUploads } = await service.data<{ compareUploads: { id: string } }>(
      `mutation { compareUploads(previousId: "${created.uploadId}", currentId: "${other.uploadId}") { id } }`,
    );
    expect(await service.ended(compareUploads.id)).toMatchObject({ status: 'SUCCEEDED' });
  });

  test('is analysed once, however often its bytes come, whichever way', async () => {
    const file = newFile();
    const created = await Promise.all([create(file.length), create(file.length), create(file.length)]);
    for (const one of created) expect((await send(one, file)).status).toBe(200);
    const ids = [created[0].uploadId, ...created.map(({ uploadId }) => uploadId)];
    const jobs = await Promise.all(ids.map(analysed));
    jobs.push(await service.analyse<Job>({ bytes: file }, FIELDS));
    expect(jobs.map(({ status }) => status)).toEqual(Array(5).fill('SUCCEEDED'));
    expect(new Set(jobs.map(({ report }) => report?.id)).size).toBe(1);
    expect(jobs.filter(({ deduplicated }) => !deduplicated)).toHaveLength(1);
  });

  test('is not there before it has been sent', async () => {
    const { uploadId } = await create(10);
    expect(await codeOf(uploadId)).toBe('NOT_FOUND');
    expect(await codeOf(UNKNOWN)).toBe('NOT_FOUND');
  });

  test('of another size than announced is not analysed', async () => {
    for (const file of [newFile(), Buffer.concat([newFile(), newFile()])]) {
      const created = await create(file.length + (file.length % 2 ? 1 : -1));
      const response = await send(created, file);
      // The folder is written by the service, which looks at once; this server for S3 tests does not look.
      expect(response.status).toBe(isBucket ? 200 : 422);
      if (!isBucket)
        expect(await response.json()).toMatchObject({
          error: { code: 'UPLOAD_DIFFERS', message: expect.stringContaining(`${file.length} were sent`) },
        });
      expect(await codeOf(created.uploadId)).toBe(isBucket ? 'UPLOAD_DIFFERS' : 'NOT_FOUND');
    }
  });

  test('with another SHA-256 than announced is not analysed', async () => {
    const file = newFile();
    const created = await create(file.length, sha256Of(newFile()));
    const response = await send(created, file);
    if (isBucket) {
      const job = await analysed(created.uploadId);
      expect(job).toMatchObject({ status: 'FAILED', report: null, error: { code: 'UPLOAD_DIFFERS' } });
      expect(job.error?.message).toContain(sha256Of(file));
    } else {
      expect(await response.json()).toMatchObject({ error: { code: 'UPLOAD_DIFFERS' } });
      expect(await codeOf(created.uploadId)).toBe('NOT_FOUND');
    }
    // What was announced is no claim to the report of those bytes.
    expect(await service.analyse<Job>({ bytes: file }, FIELDS)).toMatchObject({ deduplicated: false });
  });

  test.each([
    ['a name with folders', { name: '../a.csv', bytes: 1 }, 'BAD_USER_INPUT'],
    ['no name', { name: '', bytes: 1 }, 'BAD_USER_INPUT'],
    ['half a byte', { bytes: 1.5 }, 'BAD_USER_INPUT'],
    ['less than nothing', { bytes: -1 }, 'BAD_USER_INPUT'],
    ['no bytes', { bytes: 0 }, 'EMPTY_FILE'],
    ['more than the limit', { bytes: 1_000_001 }, 'TOO_LARGE'],
    ['a hash that is none', { bytes: 1, sha256: 'abc' }, 'BAD_USER_INPUT'],
  ])('is refused for %s', async (_what, variables, code) => {
    expect((await ask(variables)).errors[0].extensions.code).toBe(code);
  });

  test('is refused to a viewer, and without a token', async () => {
    const viewer = await service.tokenOf('VIEWER');
    expect((await ask({ bytes: 1 }, viewer)).errors[0].extensions.code).toBe('FORBIDDEN');
    expect((await ask({ bytes: 1 }, null)).errors[0].extensions.code).toBe('UNAUTHENTICATED');
  });

  test.runIf(isBucket)('goes to the bucket alone, and nothing of it to the folder', async () => {
    const file = newFile();
    const created = await create(file.length);
    await send(created, file);
    const objects = openS3Store(server?.options() ?? Object.create(null));
    expect(await objects.stat(`uploads/${created.uploadId}`)).toMatchObject({ bytes: file.length });
    objects.close();
    expect(created.url.startsWith(server?.url ?? '-')).toBe(true);
    expect(created.headers).toEqual([{ name: 'if-none-match', value: '*' }]);
  });

  test.runIf(!isBucket)('by a link that is ours, in time, and once', async () => {
    const file = newFile();
    const created = await create(file.length);
    const codeOfLink = async (url: string) => {
      const answer = (await (await send({ ...created, url }, file)).json()) as { error?: { code: string } };
      return answer.error?.code;
    };
    const links = new Links([SIGNING_SECRET]);
    expect(await codeOfLink(created.url.replace(created.uploadId, UNKNOWN))).toBe('FORBIDDEN');
    expect(await codeOfLink(created.url.replace(/expires=(\d)/, 'expires=9$1'))).toBe('FORBIDDEN');
    expect(await codeOfLink(created.url.slice(0, -1))).toBe('FORBIDDEN');
    const late = links.uploadUrl(created.uploadId, new Date(Date.now() - 1000));
    expect(await codeOfLink(late)).toBe('LINK_EXPIRED');
    const gone = links.uploadUrl(UNKNOWN, new Date(Date.now() + 1000));
    expect(await codeOfLink(gone)).toBe('NOT_FOUND');
    const [first, second] = await Promise.all([codeOfLink(created.url), codeOfLink(created.url)]);
    expect([first, second].sort()).toEqual(['CONFLICT', undefined]);
    expect(await codeOfLink(created.url)).toBe('CONFLICT');
    expect(await analysed(created.uploadId)).toMatchObject({ status: 'SUCCEEDED' });
    expect((await fetch(new URL(created.url, service.url))).status).toBe(405);
  });
});
