import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSchema, type GraphQLSchema, type OperationTypeNode } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { OPERATIONS, ROUTES } from '../../src/graphql/accessTable.js';
import { buildServiceSchema } from '../../src/graphql/schema.js';
import { PROJECT_ROOT } from '../../src/paths.js';
import type { Role } from '../../src/store/types.js';
import { Service } from '../support/service.js';

type Kind = keyof typeof OPERATIONS;
/** Nobody is who sends no token. */
type Who = 'NOBODY' | Role;
const WHO: Who[] = ['NOBODY', 'VIEWER', 'ANALYST', 'ADMIN'];

const schema = buildServiceSchema();
const contract = buildSchema(readFileSync(join(PROJECT_ROOT, 'test/graphql/contract.graphql'), 'utf8'));
const ID = '00000000-0000-4000-8000-000000000000';

/** One request for each operation, which changes nothing: what it names is not there. */
const REQUESTS: Record<Kind, Record<string, string>> = {
  Query: {
    dashboard: '{ dashboard { kpis { totalCases } } }',
    report: `{ report(id: "${ID}") { id } }`,
    reports: '{ reports { totalCount } }',
    trend: `{ trend(id: "${ID}") { id } }`,
    trends: '{ trends { totalCount } }',
    job: `{ job(id: "${ID}") { id } }`,
    jobs: '{ jobs { id } }',
    users: '{ users { username } }',
  },
  Mutation: {
    login: 'mutation { login(username: "admin", password: "correct horse battery") { role } }',
    uploadReport:
      'mutation($file: Upload!) { uploadReport(file: $file, options: { delimiter: "long" }) { id } }',
    comparePeriods:
      'mutation($file: Upload!) { comparePeriods(previous: $file, current: $file, options: { delimiter: "long" }) { id } }',
    analyzeUpload: `mutation { analyzeUpload(uploadId: "${ID}") { id } }`,
    compareUploads: `mutation { compareUploads(previousId: "${ID}", currentId: "${ID}") { id } }`,
    reanalyze: `mutation { reanalyze(reportId: "${ID}") { id } }`,
    cancelJob: `mutation { cancelJob(id: "${ID}") { id } }`,
    retryJob: `mutation { retryJob(id: "${ID}") { id } }`,
    deleteReport: `mutation { deleteReport(id: "${ID}") }`,
    createUser: 'mutation { createUser(username: "", password: "", role: VIEWER) { role } }',
    setRole: 'mutation { setRole(username: "nobody", role: VIEWER) { role } }',
    changePassword: 'mutation { changePassword(currentPassword: "wrong", newPassword: "") { role } }',
    deleteUser: 'mutation { deleteUser(username: "nobody") }',
  },
  Subscription: {
    jobProgress: `subscription { jobProgress(id: "${ID}") { id } }`,
    reportCreated: 'subscription { reportCreated { id } }',
  },
};

/** What is refused below is refused for what it asks, not for who asks. */
const ADMITTED = ['BAD_USER_INPUT', 'NOT_FOUND', 'NO_FILE'];

const operations = Object.entries(OPERATIONS).flatMap(([kind, rules]) =>
  Object.entries(rules).map(([name, least]) => ({ kind: kind as Kind, name, least })),
);
const served = operations.filter(({ kind, name }) => fieldOf(schema, kind, name));
const cells = served.flatMap((operation) => WHO.map((who) => ({ ...operation, who })));

function rootFields(of: GraphQLSchema, kind: Kind) {
  return of.getRootType(kind.toLowerCase() as OperationTypeNode)?.getFields() ?? {};
}

function fieldOf(of: GraphQLSchema, kind: Kind, name: string) {
  return rootFields(of, kind)[name];
}

let service: Service;
const tokens = new Map<Who, string | null>([['NOBODY', null]]);
beforeAll(async () => {
  service = await Service.start({
    env: { LOGIN_FAILURES: '1000', METRICS_TOKEN: 'only-for-those-who-scrape' },
  });
  for (const role of ['VIEWER', 'ANALYST', 'ADMIN'] as const) tokens.set(role, await service.tokenOf(role));
});
afterAll(() => service?.stop());

/** What the table says that who asks is told; null: let through. */
function refusalOf(who: Who, least: string): string | null {
  if (least === 'ANYONE') return null;
  if (who === 'NOBODY') return 'UNAUTHENTICATED';
  return WHO.indexOf(who) < WHO.indexOf(least as Role) ? 'FORBIDDEN' : null;
}

async function codeOverHttp(query: string, who: Who): Promise<string | null> {
  const token = tokens.get(who) ?? null;
  const { errors } = query.includes('Upload!')
    ? await service.multipart(query, { file: { bytes: 'a', fileName: 'a.csv' } }, {}, token)
    : await service.gql(query, {}, token);
  return errors[0]?.extensions.code ?? null;
}

/** The code of the first event; null for one without errors, and for a stream that has been quiet for a while. */
async function codeOverWebsocket(query: string, who: Who): Promise<string | null> {
  const client = service.wsClient(tokens.get(who) ?? null);
  const first = (async () => {
    try {
      for await (const { errors } of client.iterate({ query })) return errors?.[0].extensions?.code ?? null;
    } catch (reason) {
      if (Array.isArray(reason)) return reason[0].extensions.code;
      return (reason as { code: number }).code === 4403 ? 'UNAUTHENTICATED' : String(reason);
    }
    return null;
  })();
  const quiet = new Promise<null>((resolve) => {
    if (query.startsWith('subscription')) setTimeout(resolve, 1000, null);
  });
  try {
    return (await Promise.race([first, quiet])) as string | null;
  } finally {
    await client.dispose();
  }
}

describe('the access table', () => {
  test('has a row for each operation, and none for any other', () => {
    const fields = (['Query', 'Mutation', 'Subscription'] as const).flatMap((kind) =>
      Object.keys(rootFields(schema, kind)).map((name) => `${kind}.${name}`),
    );
    expect(served.map(({ kind, name }) => `${kind}.${name}`).sort()).toEqual(fields.sort());
    const extra = operations.filter((operation) => !served.includes(operation));
    // What the contract promises may have its row before it is there.
    expect(extra.filter(({ kind, name }) => !fieldOf(contract, kind, name))).toEqual([]);
  });

  test('has a request here for each row', () => {
    const rows = Object.entries(REQUESTS).map(([kind, requests]) => [kind, Object.keys(requests)]);
    expect(rows).toEqual(Object.entries(OPERATIONS).map(([kind, rules]) => [kind, Object.keys(rules)]));
  });

  test('is what the descriptions of operations say', () => {
    for (const { kind, name, least } of served) {
      const { description } = fieldOf(schema, kind, name);
      expect(description).toMatch(
        least === 'ANYONE' ? /Needs no token\.$/ : new RegExp(`Needs ${least}\\.$`),
      );
    }
  });

  test.each(cells.filter(({ kind }) => kind !== 'Subscription'))(
    'over HTTP holds for $name, asked by $who',
    async ({ kind, name, least, who }) => {
      const code = await codeOverHttp(REQUESTS[kind][name], who);
      const refusal = refusalOf(who, least);
      if (refusal !== null) expect(code).toBe(refusal);
      // A wrong current password is told as FORBIDDEN, to those who may ask.
      else if (name === 'changePassword') expect(code).toBe('FORBIDDEN');
      else expect([null, ...ADMITTED]).toContain(code);
    },
  );

  test.each(cells.filter(({ name }) => !['uploadReport', 'comparePeriods', 'login'].includes(name)))(
    'over a websocket holds for $name, asked by $who',
    async ({ kind, name, least, who }) => {
      const code = await codeOverWebsocket(REQUESTS[kind][name], who);
      const refusal = refusalOf(who, least);
      if (refusal !== null) expect(code).toBe(refusal);
      else if (name === 'changePassword') expect(code).toBe('FORBIDDEN');
      else expect([null, ...ADMITTED]).toContain(code);
    },
  );
});

/** A request of each route, with its body where it has one, and where to find it in the table. */
const ROUTE_REQUESTS: Record<keyof typeof ROUTES, { path: string; init?: RequestInit }> = {
  'POST /graphql': { path: '/graphql', init: { method: 'POST', body: '{"query":"{ __typename }"}' } },
  'POST /graphql with files': { path: '/graphql' },
  'PUT /uploads': { path: '/uploads?fileName=', init: { method: 'PUT', body: 'a' } },
  'GET /artifacts': { path: `/artifacts/${ID}/summary.json?expires=1&signature=x` },
  'GET /graphiql': { path: '/graphiql/' },
  'GET /': { path: '/', init: { redirect: 'manual' } },
  'GET /health/live': { path: '/health/live' },
  'GET /health/ready': { path: '/health/ready' },
  'GET /metrics': { path: '/metrics' },
};

describe('the routes of the table', () => {
  const routes = Object.entries(ROUTES).flatMap(([route, access]) =>
    WHO.map((who) => ({ route: route as keyof typeof ROUTES, access, who })),
  );

  test.each(routes)('$route, asked by $who', async ({ route, access, who }) => {
    const token = tokens.get(who);
    const authorization: Record<string, string> = token ? { authorization: `Bearer ${token}` } : {};
    const { path, init } = ROUTE_REQUESTS[route];
    const headers = { 'content-type': 'application/json', ...authorization };
    const multipart = {
      method: 'POST',
      headers: { ...authorization, 'apollo-require-preflight': 'true' },
      body: new FormData(),
    };
    const request = route.endsWith('with files') ? multipart : { headers, ...init };
    const { status } = await fetch(`${service.url}${path}`, request);
    const expected = { UNAUTHENTICATED: 401, FORBIDDEN: 403 }[refusalOf(who, access) ?? ''];
    if (access === 'LINK') expect(status).toBe(403);
    else if (access === 'METRICS') expect(status).toBe(401);
    else if (expected) expect(status).toBe(expected);
    else expect([401, 403]).not.toContain(status);
  });
});
