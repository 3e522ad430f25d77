import { getIntrospectionQuery } from 'graphql';
import { serverAudits } from 'graphql-http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Service } from '../support/service.js';

let service: Service;
beforeAll(async () => {
  service = await Service.start({
    env: { MAX_QUERY_TOKENS: '1000', MAX_QUERY_DEPTH: '6', MAX_QUERY_ALIASES: '5', MAX_QUERY_COST: '1000' },
  });
});
afterAll(() => service?.stop());

const TOO_LARGE: [string, string, string][] = [
  ['tokens', `{ ${'__typename '.repeat(1000)} }`, 'The query may have 1000 tokens.'],
  [
    'depth',
    '{ trends { edges { node { current { trend { current { id } } } } } } }',
    'The query has 7 fields within each other; it may have 6.',
  ],
  [
    'aliases',
    `{ ${['a', 'b', 'c', 'd', 'e', 'f'].map((name) => `${name}: __typename`).join(' ')} }`,
    'The query has 6 aliases; it may have 5.',
  ],
  [
    'cost',
    // 1 + 200 × (edge, node, id, fileName, cases, totalCount)
    '{ reports(first: 200) { edges { node { id fileName cases { totalCount } } } } }',
    'The query has an answer of up to 1201 values; it may have 1000.',
  ],
];

async function overWebsocket(query: string) {
  const client = service.wsClient();
  try {
    for await (const { errors } of client.iterate({ query })) return errors ?? [];
    return [];
  } catch (errors) {
    return errors as { message: string; extensions: { code: string } }[];
  } finally {
    await client.dispose();
  }
}

describe('limits of a query', () => {
  test.each(TOO_LARGE)('%s: the same over HTTP and over a websocket', async (_limit, query, message) => {
    const refused = [{ message, extensions: { code: 'QUERY_TOO_LARGE' } }];
    const { status, data, errors } = await service.gql(query);
    expect([status, data]).toEqual([400, null]);
    expect(errors).toMatchObject(refused);
    expect(await overWebsocket(query)).toMatchObject(refused);
  });

  test('hold for subscriptions', async () => {
    const query =
      'subscription { reportCreated { cases(first: 200) { edges { node { id key node score } } } } }';
    expect(await overWebsocket(query)).toMatchObject([{ extensions: { code: 'QUERY_TOO_LARGE' } }]);
  });

  test('let pass what GraphiQL asks of the schema', async () => {
    const query = getIntrospectionQuery({ inputValueDeprecation: true, specifiedByUrl: true });
    const { status, errors } = await service.gql(query, {}, null);
    expect([status, errors]).toEqual([200, []]);
    expect(await overWebsocket(query)).toEqual([]);
  });

  test('stop a schema that is asked for within itself', async () => {
    const query = '{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }';
    const { status, errors } = await service.gql(query);
    expect([status, errors[0].extensions.code]).toEqual([400, 'GRAPHQL_VALIDATION_FAILED']);
  });

  test('several operations in one request are refused', async () => {
    const response = await fetch(`${service.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify([{ query: '{ __typename }' }, { query: '{ __typename }' }]),
    });
    expect(response.status).toBe(400);
  });
});

describe('GraphQL over HTTP', () => {
  test('passes the audits of its specification', async () => {
    const audits = serverAudits({ url: `${service.url}/graphql`, fetchFn: fetch });
    const results = [];
    for (const audit of audits) results.push(await audit.fn());
    expect(results.length).toBeGreaterThan(50);
    expect(
      results.flatMap((result) => (result.status === 'error' ? [`${result.name}: ${result.reason}`] : [])),
    ).toEqual([]);
  });
});
