import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Role } from '../../src/store/types.js';
import { Service } from '../support/service.js';

const PASSWORD = 'staple of the correct kind';
const CREATE =
  'mutation($u: String!, $p: String!, $r: Role!) { createUser(username: $u, password: $p, role: $r) { username role createdAt } }';
const SET_ROLE = 'mutation($u: String!, $r: Role!) { setRole(username: $u, role: $r) { username role } }';
const CHANGE =
  'mutation($n: String!, $c: String, $u: String) { changePassword(newPassword: $n, currentPassword: $c, username: $u) { username } }';
const DELETE = 'mutation($u: String!) { deleteUser(username: $u) }';
const READ = '{ jobs { id } }';

let service: Service;
beforeAll(async () => {
  service = await Service.start({ env: { LOGIN_FAILURES: '4', LOGIN_WINDOW: '600' } });
});
afterAll(() => service?.stop());

async function made(username: string, role: Role = 'VIEWER'): Promise<string> {
  await service.data(CREATE, { u: username, p: PASSWORD, r: role });
  return signedIn(username);
}

async function signedIn(username: string, password = PASSWORD): Promise<string> {
  const { data, errors } = await service.login(username, password);
  if (!data) throw new Error(JSON.stringify(errors));
  return data.login.token;
}

async function codeOf(query: string, variables: Record<string, unknown> = {}, token = service.token) {
  const { errors } = await service.gql(query, variables, token);
  return errors[0]?.extensions.code ?? null;
}

describe('users', () => {
  test('are made, sign in with their role, and are listed', async () => {
    const { createUser } = await service.data<{ createUser: { createdAt: string } }>(CREATE, {
      u: 'ana',
      p: PASSWORD,
      r: 'ANALYST',
    });
    expect(createUser).toMatchObject({ username: 'ana', role: 'ANALYST' });
    expect((await service.login('ana', PASSWORD)).data?.login.role).toBe('ANALYST');
    const { users } = await service.data<{ users: unknown[] }>('{ users { username role createdAt } }');
    expect(users).toContainEqual(createUser);
    const page = await service.data('{ users(first: 1, after: "admin") { username } }');
    expect(page).toEqual({ users: [{ username: 'ana' }] });
    expect(await codeOf(CREATE, { u: 'ana', p: PASSWORD, r: 'ADMIN' })).toBe('CONFLICT');
  });

  test.each([
    ['', PASSWORD],
    [' ana', PASSWORD],
    ['a\u0000b', PASSWORD],
    ['a\nb', PASSWORD],
    ['a'.repeat(129), PASSWORD],
    ['joe', 'short'],
    ['joe', 'x'.repeat(1025)],
    ['joe', 'abababababab'],
    ['Josephine', 'josephine'],
  ])('%j with the password %j is refused, without a word of the password', async (u, p) => {
    const { errors } = await service.gql(CREATE, { u, p, r: 'VIEWER' });
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
    expect(errors[0].message).toMatch(p === PASSWORD ? /^username: / : /^password: /);
    expect(errors[0].message).not.toContain(p);
  });

  test('names of any script are names', async () => {
    await made('ação 日本 😀');
  });

  test('who are not there are NOT_FOUND', async () => {
    expect(await codeOf(SET_ROLE, { u: 'nobody', r: 'VIEWER' })).toBe('NOT_FOUND');
    expect(await codeOf(DELETE, { u: 'nobody' })).toBe('NOT_FOUND');
    expect(await codeOf(CHANGE, { u: 'nobody', n: PASSWORD })).toBe('NOT_FOUND');
  });

  test('the last administrator stays', async () => {
    expect(await codeOf(SET_ROLE, { u: 'admin', r: 'ANALYST' })).toBe('CONFLICT');
    expect(await codeOf(DELETE, { u: 'admin' })).toBe('CONFLICT');
    expect(await codeOf(READ)).toBeNull();
  });
});

describe('the tokens of a user end', () => {
  test('with another role', async () => {
    const token = await made('bia');
    await service.data(SET_ROLE, { u: 'bia', r: 'ANALYST' });
    expect(await service.gql(READ, {}, token)).toMatchObject({
      status: 401,
      errors: [{ extensions: { code: 'UNAUTHENTICATED' } }],
    });
    expect(await codeOf(READ, {}, await signedIn('bia'))).toBeNull();
  });

  test('with another password, their own too', async () => {
    const token = await made('caio');
    expect(await codeOf(CHANGE, { n: 'another password', c: 'wrong' }, token)).toBe('FORBIDDEN');
    expect(await codeOf(CHANGE, { n: 'another password' }, token)).toBe('FORBIDDEN');
    expect(await codeOf(READ, {}, token)).toBeNull();
    expect(await codeOf(CHANGE, { n: 'another password', c: PASSWORD }, token)).toBeNull();
    expect(await codeOf(READ, {}, token)).toBe('UNAUTHENTICATED');
    expect((await service.login('caio', PASSWORD)).status).toBe(401);
    await signedIn('caio', 'another password');
  });

  test('with the user, also when one of the same name comes', async () => {
    const token = await made('davi');
    expect(await service.data(DELETE, { u: 'davi' })).toEqual({ deleteUser: true });
    expect(await codeOf(READ, {}, token)).toBe('UNAUTHENTICATED');
    await made('davi');
    expect(await codeOf(READ, {}, token)).toBe('UNAUTHENTICATED');
  });

  test('and so do their websockets', async () => {
    const client = service.wsClient(await made('eva'));
    const events = client.iterate({ query: 'subscription { reportCreated { id } }' });
    const end = events.next().then(
      () => null,
      (reason: { code: number }) => reason.code,
    );
    await new Promise((resolve) => setTimeout(resolve, 200));
    await service.data(SET_ROLE, { u: 'eva', r: 'ANALYST' });
    expect(await end).toBe(4403);
    await client.dispose();
  });
});

describe('the password of somebody else', () => {
  test('is for administrators', async () => {
    const token = await made('gil', 'ANALYST');
    await made('hugo');
    expect(await codeOf(CHANGE, { u: 'hugo', n: 'another password' }, token)).toBe('FORBIDDEN');
    expect(await codeOf(CHANGE, { u: 'hugo', n: 'short' })).toBe('BAD_USER_INPUT');
    expect(await codeOf(CHANGE, { u: 'hugo', n: 'another password' })).toBeNull();
    await signedIn('hugo', 'another password');
  });
});

describe('guessing a password', () => {
  test('is stopped after so many, for this user and this address', async () => {
    await made('iris');
    await made('joao');
    const wrong = Array.from({ length: 8 }, () => service.login('iris', 'guess'));
    const answers = (await Promise.all(wrong)).map(({ status, errors }) => [
      status,
      errors[0].extensions.code,
    ]);
    expect(answers.filter(([status]) => status === 401)).toHaveLength(4);
    expect(answers.filter(([, code]) => code === 'TOO_MANY_ATTEMPTS')).toHaveLength(4);
    const { status, errors } = await service.login('iris', PASSWORD);
    expect(status).toBe(429);
    expect(errors[0].message).toMatch(/^Too many wrong passwords\. Try again in (5\d\d|600) seconds\.$/);
    await signedIn('joao');
  });

  test('that is right in between starts anew', async () => {
    await made('kai');
    for (let round = 0; round < 3; round++) {
      for (let i = 0; i < 3; i++) expect((await service.login('kai', 'guess')).status).toBe(401);
      await signedIn('kai');
    }
  });

  test('is stopped for a token that was found, too', async () => {
    const token = await made('lia');
    for (let i = 0; i < 4; i++) await codeOf(CHANGE, { n: 'another password', c: 'guess' }, token);
    expect(await codeOf(CHANGE, { n: 'another password', c: PASSWORD }, token)).toBe('TOO_MANY_ATTEMPTS');
  });

  test('does not go on by naming another address', async () => {
    await made('mara');
    const guess = (i: number) =>
      fetch(`${service.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-forwarded-for': `10.0.0.${i}` },
        body: JSON.stringify({ query: 'mutation { login(username: "mara", password: "guess") { token } }' }),
      });
    const statuses = [];
    for (let i = 0; i < 6; i++) statuses.push((await guess(i)).status);
    expect(statuses).toEqual([401, 401, 401, 401, 429, 429]);
  });
});
