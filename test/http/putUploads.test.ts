import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { golden } from '../support/golden.js';
import { RawRequest } from '../support/rawRequest.js';
import { Service } from '../support/service.js';
import { countRows } from '../support/tables.js';

const LIMIT = 3_000_000;
const { bytes } = golden('01_decision_tree');
const UNKNOWN = '00000000-0000-4000-8000-000000000000';

let service: Service;
beforeAll(async () => {
  service = await Service.start({ env: { MAX_UPLOAD_BYTES: String(LIMIT) } });
});
afterAll(() => service?.stop());

type Answer = { uploadId: string; bytes: number; sha256: string } & {
  error?: { code: string; message: string };
};

async function put(
  body: Uint8Array | string | ReadableStream,
  { query = '?fileName=alerts.csv', headers = {}, token = service.token, method = 'PUT' } = {},
): Promise<{ status: number; code: string | undefined; answer: Answer; headers: Headers }> {
  const response = await fetch(`${service.url}/uploads${query}`, {
    method,
    headers: { ...(token && { authorization: `Bearer ${token}` }), ...headers },
    body,
    ...(body instanceof ReadableStream && { duplex: 'half' }),
  } as RequestInit);
  const answer = (await response.json()) as Answer;
  return { status: response.status, code: answer.error?.code, answer, headers: response.headers };
}

/** Everything that a refused upload could leave: files of the object store and the temporary folder, rows. */
async function kept(): Promise<{ files: string[]; uploads: number; jobs: number }> {
  const files = await service.filesKept();
  const [uploads, jobs] = [await countRows(service, 'uploads'), await countRows(service, 'jobs')];
  return { files, uploads, jobs };
}

/** Runs what must leave nothing behind; what is cleared up after the answer may take a moment. */
async function leavingNothing(deed: () => Promise<void>): Promise<void> {
  const before = await kept();
  await deed();
  await expect.poll(kept, { timeout: 10_000, interval: 50 }).toEqual(before);
}

const PUT = 'PUT /uploads?fileName=raw.csv HTTP/1.1';

describe('PUT /uploads', () => {
  test.each([
    ['plain', bytes, 'text/csv'],
    ['gzip', gzipSync(bytes), 'application/gzip'],
    ['without a type', bytes, ''],
    ['with a charset', bytes, 'text/csv; charset=utf-8'],
  ])('keeps the bytes as they are: %s', async (_what, body, type) => {
    const { status, answer } = await put(body, {
      query: `?fileName=${encodeURIComponent('alertas março.csv')}`,
      headers: type ? { 'content-type': type } : {},
    });
    expect(status).toBe(200);
    expect(answer).toEqual({
      uploadId: expect.any(String),
      bytes: body.byteLength,
      sha256: createHash('sha256').update(body).digest('hex'),
    });
  });

  test('is analysed by analyzeUpload, under its own name, and again by reanalyze with other options', async () => {
    const { answer } = await put(bytes, { query: '?fileName=one.csv' });
    const analyze =
      'mutation($id: ID!, $options: UploadOptions) { analyzeUpload(uploadId: $id, options: $options) { id fileName createdBy bytesTotal } }';
    const begun = await service.data<{ analyzeUpload: { id: string } }>(analyze, {
      id: answer.uploadId,
      options: { compareWithPrevious: false },
    });
    expect(begun.analyzeUpload).toMatchObject({
      fileName: 'one.csv',
      createdBy: 'admin',
      bytesTotal: bytes.length,
    });
    type Ended = {
      status: string;
      report: { id: string; inputSha256: string; input: { dateOrder: string } };
    };
    const fields = 'fileName report { id inputSha256 input { dateOrder } }';
    const first = await service.ended<Ended>(begun.analyzeUpload.id, fields);
    expect(first).toMatchObject({ status: 'SUCCEEDED', report: { inputSha256: answer.sha256 } });

    const again = await service.data<{ reanalyze: { id: string } }>(
      'mutation($id: ID!, $options: UploadOptions) { reanalyze(reportId: $id, options: $options) { id } }',
      { id: first.report.id, options: { dateOrder: 'MDY' } },
    );
    const second = await service.ended<Ended>(again.reanalyze.id, fields);
    expect(second).toMatchObject({
      status: 'SUCCEEDED',
      fileName: 'one.csv',
      report: { inputSha256: answer.sha256, input: { dateOrder: 'MDY' } },
    });
    expect(second.report.id).not.toBe(first.report.id);
  });

  test('two of them are compared by compareUploads', async () => {
    const ids = [(await put(bytes)).answer.uploadId, (await put(bytes)).answer.uploadId];
    const { compareUploads } = await service.data<{ compareUploads: { id: string } }>(
      'mutation($a: ID!, $b: ID!) { compareUploads(previousId: $a, currentId: $b) { id } }',
      { a: ids[0], b: ids[1] },
    );
    expect(await service.ended(compareUploads.id, 'trend { verdict }')).toMatchObject({
      status: 'SUCCEEDED',
      trend: { verdict: expect.any(String) },
    });
  });

  test('ids that name nothing are NOT_FOUND, options that are not allowed BAD_USER_INPUT', async () => {
    for (const id of [UNKNOWN, 'x', '']) {
      for (const call of [`analyzeUpload(uploadId: "${id}")`, `reanalyze(reportId: "${id}")`]) {
        const { errors } = await service.gql(`mutation { ${call} { id } }`);
        expect(errors[0].extensions.code).toBe('NOT_FOUND');
      }
    }
    const { answer } = await put(bytes);
    await leavingNothing(async () => {
      const { errors } = await service.gql(
        `mutation { analyzeUpload(uploadId: "${answer.uploadId}", options: { dateOrder: "DYM" }) { id } }`,
      );
      expect(errors[0].extensions.code).toBe('BAD_USER_INPUT');
    });
  });

  test('exactly at the limit is taken', async () => {
    expect((await put(Buffer.alloc(LIMIT, 'a'))).answer.bytes).toBe(LIMIT);
  });

  test('a client that asks before it sends is told to go on', async () => {
    const raw = new RawRequest(service, [
      PUT,
      'Content-Length: 3',
      'Expect: 100-continue',
      'Connection: close',
    ]);
    await expect.poll(() => raw.answer, { timeout: 5000 }).toContain('HTTP/1.1 100 Continue');
    raw.socket.write('abc');
    expect(await raw.wholeAnswer()).toMatch(/HTTP\/1\.1 200 OK[\s\S]*"bytes":3/);
  });
});

describe('an upload that is refused leaves nothing behind', () => {
  test('without a token, or with a wrong one', async () => {
    await leavingNothing(async () => {
      for (const token of ['', 'rubbish']) {
        const { status, code } = await put(bytes, { token });
        expect([status, code]).toEqual([401, 'UNAUTHENTICATED']);
      }
    });
  });

  test('by a viewer', async () => {
    const token = await service.tokenOf('VIEWER');
    await leavingNothing(async () => {
      const { status, code } = await put(bytes, { token });
      expect([status, code]).toEqual([403, 'FORBIDDEN']);
    });
  });

  test.each([
    ['missing', ''],
    ['empty', '?fileName='],
    ['blank', '?fileName=%20'],
    ['given twice', '?fileName=a.csv&fileName=b.csv'],
    ['a path', '?fileName=..%2F..%2Fetc%2Fpasswd'],
    ['a path of Windows', '?fileName=C%3A%5Calerts.csv'],
    ['the folder above', '?fileName=..'],
    ['with a control character', '?fileName=a%00.csv'],
    ['with a line end', '?fileName=a%0D%0Ab.csv'],
    ['too long', `?fileName=${'a'.repeat(256)}`],
  ])('a file name that is %s', async (_what, query) => {
    await leavingNothing(async () => {
      const { status, code, answer } = await put(bytes, { query });
      expect([status, code]).toEqual([400, 'BAD_USER_INPUT']);
      expect(answer.error?.message).toMatch(/^fileName /);
    });
  });

  test('by another method', async () => {
    await leavingNothing(async () => {
      for (const method of ['POST', 'PATCH', 'DELETE']) {
        const { status, code, headers } = await put(bytes, { method });
        expect([status, code, headers.get('allow')]).toEqual([405, 'WRONG_METHOD', 'PUT']);
      }
      expect((await fetch(`${service.url}/uploads?fileName=a.csv`)).status).toBe(405);
    });
  });

  test.each([
    ['content-type', 'application/json'],
    ['content-type', 'multipart/form-data; boundary=x'],
    ['content-type', 'application/x-www-form-urlencoded'],
    ['content-encoding', 'br'],
  ])('of another type: %s %s', async (name, value) => {
    await leavingNothing(async () => {
      const { status, code } = await put(bytes, { headers: { [name]: value } });
      expect([status, code]).toEqual([415, 'WRONG_CONTENT_TYPE']);
    });
  });

  test('a part of a file', async () => {
    await leavingNothing(async () => {
      expect((await put('abc', { headers: { 'content-range': 'bytes 0-2/9' } })).code).toBe('BAD_USER_INPUT');
    });
  });

  test('of 0 bytes, announced or not', async () => {
    await leavingNothing(async () => {
      expect(await put('')).toMatchObject({ status: 422, code: 'EMPTY_FILE' });
      const nothing = new ReadableStream({ start: (stream) => stream.close() });
      expect(await put(nothing)).toMatchObject({ status: 422, code: 'EMPTY_FILE' });
    });
  });

  test('larger than the limit: by its announcement, before the body is asked for', async () => {
    await leavingNothing(async () => {
      const raw = new RawRequest(service, [PUT, `Content-Length: ${LIMIT + 1}`, 'Expect: 100-continue']);
      await expect.poll(() => raw.answer, { timeout: 5000 }).toContain('TOO_LARGE');
      expect(raw.answer).not.toContain('100 Continue');
      expect(raw.answer).toMatch(/^HTTP\/1\.1 413 /);
      raw.socket.destroy();
    });
  });

  test('larger than the limit, of unknown length: cut at the limit', async () => {
    await leavingNothing(async () => {
      let sent = 0;
      const endless = new ReadableStream({
        pull(stream) {
          sent += 65_536;
          if (sent > 20 * LIMIT) stream.close();
          else stream.enqueue(new Uint8Array(65_536));
        },
      });
      expect(await put(endless)).toMatchObject({ status: 413, code: 'TOO_LARGE' });
    });
  });

  test.each([0, 1, 65_536, 1_048_577])('shorter than announced: ended after %i bytes', async (length) => {
    await leavingNothing(async () => {
      const raw = new RawRequest(service, [PUT, 'Content-Length: 2000000'], Buffer.alloc(length, 'a'));
      raw.socket.end();
      expect(await raw.wholeAnswer()).toMatch(/^HTTP\/1\.1 400 [\s\S]*"BAD_UPLOAD"/);
    });
  });

  test('longer than announced', async () => {
    await leavingNothing(async () => {
      const raw = new RawRequest(service, [PUT, 'Content-Length: 1000'], Buffer.alloc(1500, 'a;b\n'));
      expect(await raw.wholeAnswer()).toMatch(/^HTTP\/1\.1 400 [\s\S]*"BAD_UPLOAD"/);
    });
  });

  test.each([
    ['chunks that are none', ['Transfer-Encoding: chunked'], '3\r\nabc\r\nrubbish\r\n'],
    ['chunks without an end', ['Transfer-Encoding: chunked'], '3\r\nabc\r\n'],
  ])('%s', async (_what, headers, body) => {
    await leavingNothing(async () => {
      const raw = new RawRequest(service, [PUT, ...headers], body);
      raw.socket.end();
      expect(await raw.wholeAnswer()).toMatch(/^HTTP\/1\.1 400 [\s\S]*"BAD_UPLOAD"/);
    });
  });

  test.each([0, 1, 100, 65_537, 1_500_000])('the client goes away after %i bytes', async (length) => {
    await leavingNothing(async () => {
      const raw = new RawRequest(service, [PUT, 'Content-Length: 2000000'], Buffer.alloc(length, 'a'));
      await new Promise((resolve) => setTimeout(resolve, 100));
      raw.socket.resetAndDestroy();
      await raw.wholeAnswer();
    });
  });

  test('what is no HTTP gets a coded answer', async () => {
    const raw = new RawRequest(service, ['RUBBISH']);
    expect(await raw.wholeAnswer()).toMatch(/^HTTP\/1\.1 400 [\s\S]*\{"error":\{"code":"BAD_UPLOAD"/);
  });
});
