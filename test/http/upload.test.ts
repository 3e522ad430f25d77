import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { golden } from '../support/golden.js';
import { Service } from '../support/service.js';

const LIMIT = 1_000_000;
const { bytes } = golden('01_decision_tree');
const header = bytes.toString('utf8').split(/\r?\n/)[0];

let service: Service;
beforeAll(async () => {
  service = await Service.start({ env: { MAX_UPLOAD_BYTES: String(LIMIT), MAX_UNPACKED_BYTES: '5000000' } });
});
afterAll(() => service?.stop());

interface Failed {
  status: string;
  error: { code: string; message: string } | null;
  report: { id: string } | null;
}

/** Files of the service's folder that belong to uploads and attempts, finished or not. */
async function jobCount(): Promise<number> {
  return (await service.data<{ jobs: unknown[] }>('{ jobs(first: 200) { id } }')).jobs.length;
}

describe('a file that cannot be analysed fails its job, with the reason', () => {
  test.each<[string, string, Uint8Array | string, RegExp]>([
    ['an empty file', 'EMPTY_FILE', '', /empty/i],
    ['blank lines', 'EMPTY_FILE', '\n\r\n \n', /empty/i],
    [
      'missing columns',
      'MISSING_COLUMNS',
      'number;severity\nA;B\n',
      /assignment_group.*has_remediation_task/s,
    ],
    ['a picture', 'NOT_A_CSV', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), /CSV/],
    ['a gzip bomb', 'ARCHIVE_LIMIT', gzipSync(`${header}\n${'a;b\n'.repeat(5_000_000)}`), /more than/],
    ['UTF-32', 'BAD_ENCODING', Buffer.from('fffe000061000000', 'hex'), /UTF-32/],
    ['a cut gzip file', 'NOT_A_CSV', gzipSync(bytes).subarray(0, 60), /./],
  ])('%s: %s', async (_what, code, content, message) => {
    const job = await service.analyse<Failed>({ bytes: content }, 'error { code message } report { id }');
    expect(job).toMatchObject({ status: 'FAILED', error: { code }, report: null });
    expect(job.error?.message).toMatch(message);
  });
});

describe('a quiet day', () => {
  test.each([
    ['a header alone', `${header}\n`, 0],
    ['no valid row', `${header}\n;;;\nx;y\n`, 1],
  ])('%s is an empty report', async (_what, content, refused) => {
    const job = await service.analyse<{ status: string; report: Record<string, unknown> }>(
      { bytes: content },
      'report { periodStart periodEnd rows kpis { totalCases automationSuccessRate invalidRows } cases { totalCount edges { cursor } pageInfo { hasNextPage endCursor } } topSquads { name } }',
    );
    expect(job).toMatchObject({
      status: 'SUCCEEDED',
      report: {
        periodStart: null,
        periodEnd: null,
        rows: refused,
        kpis: { totalCases: 0, automationSuccessRate: 0, invalidRows: refused },
        cases: { totalCount: 0, edges: [], pageInfo: { hasNextPage: false, endCursor: null } },
        topSquads: [],
      },
    });
  });
});

describe('an upload that is refused leaves nothing behind', () => {
  let before: { files: string[]; jobs: number };
  const remember = async () => {
    // What an upload before this one has written in passing may still be there; it has no right to stay.
    const files = (await service.filesKept()).filter((name) => !name.startsWith('tmp/'));
    before = { files, jobs: await jobCount() };
  };
  afterEach(async () => {
    await expect.poll(() => service.filesKept(), { timeout: 10_000, interval: 50 }).toEqual(before.files);
    expect(await jobCount()).toBe(before.jobs);
  });

  const send = async (body: string | FormData, headers: Record<string, string> = {}) => {
    const response = await fetch(`${service.url}/graphql`, {
      method: 'POST',
      headers: { authorization: `Bearer ${service.token}`, 'apollo-require-preflight': 'true', ...headers },
      body,
    });
    const { errors } = (await response.json()) as { errors: { extensions: { code: string } }[] };
    return [response.status, errors[0].extensions.code];
  };

  const MUTATION = 'mutation($file: Upload!) { uploadReport(file: $file) { id } }';
  const form = (parts: Record<string, string>, file?: Blob) => {
    const data = new FormData();
    for (const [name, value] of Object.entries(parts)) data.set(name, value);
    if (file) data.set('0', file, 'alerts.csv');
    return data;
  };
  const operations = JSON.stringify({ query: MUTATION, variables: { file: null } });

  test('larger than the limit, by a little: found while it is read', async () => {
    await remember();
    const { status, errors } = await service.upload({ bytes: Buffer.alloc(LIMIT + 1, 'a') });
    expect([status, errors[0].extensions.code]).toEqual([413, 'TOO_LARGE']);
  });

  test('larger than the limit, by far: refused before it is read', async () => {
    await remember();
    const { status, errors } = await service.upload({ bytes: Buffer.alloc(LIMIT * 30, 'a') });
    expect([status, errors[0].extensions.code]).toEqual([413, 'TOO_LARGE']);
  });

  test('exactly at the limit is accepted', async () => {
    const { data } = await service.upload({ bytes: Buffer.alloc(LIMIT, 'a') });
    expect(data?.uploadReport.id).toBeTruthy();
    await service.collect('subscription($id: ID!) { jobProgress(id: $id) { status } }', {
      id: data?.uploadReport.id,
    });
    await remember();
  });

  test('no file: the part is missing', async () => {
    await remember();
    expect(await send(form({ operations, map: '{"0":["variables.file"]}' }))).toEqual([200, 'NO_FILE']);
  });

  test('no file: the map names none', async () => {
    await remember();
    expect((await send(form({ operations, map: '{}' })))[1]).toBe('NO_FILE');
  });

  test('no file: a plain request, with null, a text or a literal in its place', async () => {
    await remember();
    for (const file of [null, 'alerts.csv', { name: 'x' }]) {
      const { errors } = await service.gql(MUTATION, { file });
      expect(errors[0].extensions.code).toBe('NO_FILE');
    }
    const { errors } = await service.gql('mutation { uploadReport(file: "alerts.csv") { id } }');
    expect(errors[0].extensions.code).toBe('NO_FILE');
  });

  test('an option that is not allowed', async () => {
    await remember();
    for (const options of [
      { dateOrder: 'DYM' },
      { encoding: 'latin-9' },
      { delimiter: ';;' },
      { delimiter: '"' },
    ]) {
      const { errors } = await service.upload({ bytes, options });
      expect(errors[0].extensions.code).toBe('BAD_USER_INPUT');
    }
  });

  test('multipart that is none', async () => {
    await remember();
    const type = 'multipart/form-data; boundary=x';
    expect(await send('--x\r\nrubbish', { 'content-type': type })).toEqual([400, 'BAD_UPLOAD']);
    expect(await send('', { 'content-type': type })).toEqual([400, 'BAD_UPLOAD']);
    expect(await send('', { 'content-type': 'multipart/form-data' })).toEqual([400, 'BAD_UPLOAD']);
    expect(await send(form({ operations: '{', map: '{}' }))).toEqual([400, 'BAD_UPLOAD']);
    expect(await send(form({ map: '{}' }))).toEqual([400, 'BAD_UPLOAD']);
    expect(await send(form({ operations }))).toEqual([400, 'BAD_UPLOAD']);
    expect(
      await send(form({ operations, map: '{"0":["variables.__proto__.x"]}' }, new Blob(['a']))),
    ).not.toContain('INTERNAL');
  });

  test('without the header against cross-site requests', async () => {
    await remember();
    const parts = form({ operations, map: '{"0":["variables.file"]}' }, new Blob([bytes]));
    const response = await fetch(`${service.url}/graphql`, {
      method: 'POST',
      headers: { authorization: `Bearer ${service.token}` },
      body: parts,
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'BAD_REQUEST' } }] });
  });

  test('given up in the middle', async () => {
    await remember();
    const head = [
      'POST /graphql HTTP/1.1',
      'Host: service',
      `Authorization: Bearer ${service.token}`,
      'apollo-require-preflight: true',
      'Content-Type: multipart/form-data; boundary=x',
      'Content-Length: 500000',
      '',
      '--x\r\nContent-Disposition: form-data; name="operations"\r\n',
      operations,
      '--x\r\nContent-Disposition: form-data; name="map"\r\n',
      '{"0":["variables.file"]}',
      '--x\r\nContent-Disposition: form-data; name="0"; filename="alerts.csv"\r\n',
      'a'.repeat(200_000),
    ].join('\r\n');
    const { hostname, port } = new URL(service.url);
    const socket = connect(Number(port), hostname);
    socket.write(head);
    await expect
      .poll(async () => (await service.filesKept()).length, { timeout: 10_000, interval: 20 })
      .toBeGreaterThan(before.files.length);
    socket.destroy();
  });
});

describe('the name of a file', () => {
  test.each([
    ['C:\\exports\\alertas março.csv', 'alertas março.csv'],
    ['../../etc/passwd', 'passwd'],
    ['', 'upload.csv'],
    [`${'é'.repeat(400)}.csv`, 'é'.repeat(255)],
  ])('%.30s is kept as %.30s', async (given, kept) => {
    const { data } = await service.upload({ bytes: 'a', fileName: given || ' ' });
    expect(data?.uploadReport).toMatchObject({ fileName: kept });
  });
});
