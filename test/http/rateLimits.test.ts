import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { failing } from '../support/pairs.js';
import { Service } from '../support/service.js';
import { hasRedis } from '../support/services/installed.js';
import { Stack } from '../support/stack.js';

const ENV = { UPLOADS_PER_MINUTE: '2', QUERY_VALUES_PER_MINUTE: '5000', LOGIN_FAILURES: '2' };
/** Over 1,000 values, and less than the limit. */
const DEAR =
  '{ reports(first: 100) { edges { node { id cases(first: 5) { edges { node { id key } } } } } } }';
const file = failing('2025-03-01 10:00', 'a');

const put = (service: Service, token = service.token) =>
  fetch(`${service.url}/uploads?fileName=a.csv`, {
    method: 'PUT',
    body: file,
    headers: { authorization: `Bearer ${token}` },
  });

async function ask(service: Service, query: string) {
  const response = await fetch(`${service.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${service.token}` },
    body: JSON.stringify({ query }),
  });
  const body = (await response.json()) as {
    errors?: { extensions: { code: string; retryAfter?: number } }[];
  };
  return { response, errors: body.errors ?? [] };
}

/** Uses up each limit at one service, and comes against it at the other, which may be the same. */
async function limits(one: Service, other: Service): Promise<void> {
  expect((await put(one)).status).toBe(200);
  expect((await one.upload({ bytes: file })).errors).toEqual([]);
  const refused = await put(other);
  expect(refused.status).toBe(429);
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(await refused.json()).toMatchObject({ error: { code: 'RATE_LIMITED' } });
  const mutation = await other.upload({ bytes: file });
  expect([mutation.status, mutation.errors[0].extensions.code]).toEqual([429, 'RATE_LIMITED']);
  const announced = await other.gql('mutation { createUpload(fileName: "a.csv", bytes: 1) { uploadId } }');
  expect(announced.errors[0].extensions.code).toBe('RATE_LIMITED');
  // Another user is not concerned.
  expect((await put(other, await other.tokenOf('ANALYST'))).status).toBe(200);

  let asked = await ask(one, DEAR);
  for (let tries = 0; tries < 5 && asked.response.status === 200; tries++) asked = await ask(other, DEAR);
  expect(asked.response.status).toBe(429);
  const { code, retryAfter } = asked.errors[0].extensions;
  expect(code).toBe('RATE_LIMITED');
  expect(asked.response.headers.get('retry-after')).toBe(String(retryAfter));
  expect(retryAfter).toBeGreaterThan(0);
  await expect(other.collect(DEAR, {})).rejects.toMatchObject([{ extensions: { code: 'RATE_LIMITED' } }]);
  // What is cheap is not counted.
  expect((await ask(other, '{ dashboard { kpis { totalCases } } }')).response.status).toBe(200);
}

test('one process counts for itself', async () => {
  const service = await Service.start({ env: ENV });
  await limits(service, service);
  await service.stop();
});

describe.skipIf(!hasRedis())('processes with a Redis', () => {
  let stack: Stack;
  let apis: Service[];
  beforeAll(async () => {
    stack = await Stack.open();
    await stack.redis.start();
    apis = await Promise.all([stack.start('api', ENV), stack.start('api', ENV)]);
  });
  afterAll(() => stack?.close());

  test('count together', async () => {
    await limits(apis[0], apis[1]);
    const guesses = [];
    for (let guess = 0; guess < 3; guess++) guesses.push(await apis[guess % 2].login('nobody', 'wrong'));
    expect(guesses.map(({ errors }) => errors[0].extensions.code)).toEqual([
      'UNAUTHENTICATED',
      'UNAUTHENTICATED',
      'TOO_MANY_ATTEMPTS',
    ]);
  });

  test('count each for itself while it is down', async () => {
    await stack.redis.kill();
    const wrong = [];
    for (let guess = 0; guess < 3; guess++) wrong.push(await apis[0].login('somebody', 'wrong'));
    expect(wrong.at(-1)?.errors[0].extensions.code).toBe('TOO_MANY_ATTEMPTS');
    expect((await apis[1].login('somebody', 'wrong')).errors[0].extensions.code).toBe('UNAUTHENTICATED');
  });
});
