import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Service } from '../support/service.js';

let service: Service;
beforeAll(async () => {
  service = await Service.start({ env: { TOKEN_TTL: '600' } });
});
afterAll(() => service?.stop());

const READS = ['{ jobs { id } }', '{ reports { totalCount } }', '{ dashboard { kpis { totalCases } } }'];

describe('login', () => {
  test('gives a token that works, until it says', async () => {
    const { data, status } = await service.login();
    expect(status).toBe(200);
    expect(data?.login.role).toBe('ADMIN');
    const life = Date.parse(data?.login.expiresAt ?? '') - Date.now();
    expect(life).toBeGreaterThan(590_000);
    expect(life).toBeLessThanOrEqual(600_000);
    const { data: answer } = await service.gql('{ jobs { id } }', {}, data?.login.token);
    expect(answer).toEqual({ jobs: [] });
  });

  test.each([
    ['a wrong password', 'admin', 'wrong'],
    ['an unknown user', 'nobody', 'wrong'],
    ['nothing at all', '', ''],
    ['a name that no database can hold', 'a\u0000b', 'wrong'],
  ])('refuses %s, and never says which of the two is wrong', async (_what, username, password) => {
    const { status, data, errors } = await service.login(username, password);
    expect(status).toBe(401);
    expect(data).toBeNull();
    expect(errors).toMatchObject([
      { message: 'The user name or the password is wrong.', extensions: { code: 'UNAUTHENTICATED' } },
    ]);
  });

  test('takes as long for an unknown user as for a known one', async () => {
    const timeOf = async (username: string) => {
      const startedAt = performance.now();
      for (let i = 0; i < 5; i++) await service.login(username, 'wrong');
      return performance.now() - startedAt;
    };
    await service.tokenOf('VIEWER');
    await timeOf('warm-up');
    const [known, unknown] = [await timeOf('viewer'), await timeOf('nobody')];
    expect(unknown / known).toBeGreaterThan(0.4);
    expect(unknown / known).toBeLessThan(2.5);
  });
});

describe('without a token', () => {
  test('an upload is refused', async () => {
    const { status, errors } = await service.upload({ bytes: 'a', token: null });
    expect([status, errors[0].extensions.code]).toEqual([401, 'UNAUTHENTICATED']);
  });

  test('the schema may be read: it is no secret', async () => {
    const { status, data } = await service.gql('{ __schema { queryType { name } } }', {}, null);
    expect([status, data]).toEqual([200, { __schema: { queryType: { name: 'Query' } } }]);
  });
});

describe('a token that is none', () => {
  test.each(['rubbish', 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZG1pbiJ9.'])(
    '%s is refused everywhere',
    async (token) => {
      for (const query of [...READS, '{ __typename }']) {
        const { status, errors } = await service.gql(query, {}, token);
        expect([status, errors[0].extensions.code]).toEqual([401, 'UNAUTHENTICATED']);
      }
      const { status } = await service.upload({ bytes: 'a', token });
      expect(status).toBe(401);
    },
  );

  test('an expired one is refused', async () => {
    const token = await service.tokenOf('ADMIN', -1);
    const { status, errors } = await service.gql('{ jobs { id } }', {}, token);
    expect([status, errors[0].extensions.code]).toEqual([401, 'UNAUTHENTICATED']);
  });
});

describe('roles', () => {
  test('a VIEWER may not upload, and nothing of the file is read', async () => {
    const token = await service.tokenOf('VIEWER');
    const { status, errors } = await service.upload({ bytes: 'a;b\n1;2\n', token });
    expect([status, errors[0].extensions.code]).toEqual([403, 'FORBIDDEN']);
    expect((await service.data<{ jobs: unknown[] }>('{ jobs { id } }')).jobs).toEqual([]);
  });

  test('an ANALYST may', async () => {
    const { data } = await service.upload({ bytes: 'a;b\n1;2\n', token: await service.tokenOf('ANALYST') });
    expect(data?.uploadReport).toMatchObject({ status: 'QUEUED', createdBy: 'analyst' });
  });
});

describe('errors', () => {
  const codeOf = async (query: string, variables = {}) => {
    const { status, errors } = await service.gql(query, variables);
    return [status, errors[0].extensions.code];
  };

  test('of a request keep their standard codes', async () => {
    expect(await codeOf('{ jobs { ')).toEqual([400, 'GRAPHQL_PARSE_FAILED']);
    expect(await codeOf('{ nothing }')).toEqual([400, 'GRAPHQL_VALIDATION_FAILED']);
    expect(await codeOf('query($n: Int) { jobs(first: $n) { id } }', { n: 'x' })).toEqual([
      400,
      'BAD_USER_INPUT',
    ]);
    expect(await codeOf('query($s: JobStatus) { jobs(status: $s) { id } }', { s: 'LATE' })).toEqual([
      400,
      'BAD_USER_INPUT',
    ]);
    expect(await codeOf('{ jobs(first: 500) { id } }')).toEqual([200, 'BAD_USER_INPUT']);
    expect(await codeOf('{ reports(first: 0) { totalCount } }')).toEqual([200, 'BAD_USER_INPUT']);
    expect(await codeOf('{ reports(after: "x") { totalCount } }')).toEqual([200, 'BAD_USER_INPUT']);
  });

  test('are JSON, whatever is sent', async () => {
    const authorization = `Bearer ${service.token}`;
    const send = async (body: string, headers: Record<string, string>) => {
      const response = await fetch(`${service.url}/graphql`, { method: 'POST', headers, body });
      const { errors } = (await response.json()) as { errors: { extensions: { code: string } }[] };
      return [response.status, errors[0].extensions.code];
    };
    const json = { authorization, 'content-type': 'application/json' };
    expect(await send('{', json)).toEqual([400, 'BAD_USER_INPUT']);
    expect(await send(JSON.stringify({ query: 'x'.repeat(2_000_000) }), json)).toEqual([413, 'TOO_LARGE']);
    expect(await send('query=1', { authorization, 'content-type': 'text/plain' })).toEqual([
      400,
      'BAD_REQUEST',
    ]);
  });

  test('outside of GraphQL have a code and a message', async () => {
    const response = await fetch(`${service.url}/nowhere`);
    expect([response.status, await response.json()]).toEqual([
      404,
      { error: { code: 'NOT_FOUND', message: 'There is nothing at /nowhere.' } },
    ]);
  });
});

describe('headers', () => {
  test('let a browser run nothing of an answer', async () => {
    const { headers } = await fetch(`${service.url}/health/live`);
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-powered-by')).toBeNull();
  });
});
