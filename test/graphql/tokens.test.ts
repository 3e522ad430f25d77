import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { keyFor, Tokens } from '../../src/graphql/tokens.js';

const SECRET = 'a secret of more than thirty-two characters';
const tokens = new Tokens([SECRET], 60);
const refused = { code: 'UNAUTHENTICATED' };

function jwt(header: object, payload: object, key: Buffer | string = keyFor('tokens', SECRET)): string {
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const text = `${encode(header)}.${encode(payload)}`;
  return `${text}.${createHmac('sha256', key).update(text).digest('base64url')}`;
}

const now = Math.floor(Date.now() / 1000);
const claims = { iss: 'smartremedy', aud: 'smartremedy', sub: 'ana', stamp: 'v1', exp: now + 60 };
const HS256 = { alg: 'HS256' };

describe('tokens', () => {
  test('say who asks', async () => {
    const { token, expiresAt } = await tokens.issue({ username: 'ana', tokenStamp: 'v1' });
    const claims = await tokens.read(`Bearer ${token}`);
    expect(claims).toEqual({ username: 'ana', tokenStamp: 'v1', expiresAt });
    expect(expiresAt.getTime() - Date.now()).toBeGreaterThan(58_000);
    expect(await tokens.read(`bearer ${token}`)).toEqual(claims);
  });

  test('a hand-made token with the right key and claims is one', async () => {
    expect(await tokens.read(`Bearer ${jwt(HS256, claims)}`)).toMatchObject({ username: 'ana' });
  });

  test('of a secret that was replaced are read for as long as it is in the list', async () => {
    const rotated = new Tokens(['another secret of more than thirty-two characters', SECRET], 60);
    const { token: old } = await tokens.issue({ username: 'ana', tokenStamp: 'v1' });
    expect(await rotated.read(`Bearer ${old}`)).toMatchObject({ username: 'ana' });
    const { token } = await rotated.issue({ username: 'ana', tokenStamp: 'v1' });
    expect(await rotated.read(`Bearer ${token}`)).toMatchObject({ username: 'ana' });
    await expect(tokens.read(`Bearer ${token}`)).rejects.toMatchObject(refused);
  });

  test('no token is nobody, which is no error', async () => {
    expect(await tokens.read(undefined)).toBeNull();
    expect(await tokens.read('')).toBeNull();
  });

  test.each([
    ['another scheme', 'Basic YTpi'],
    ['no token', 'Bearer '],
    ['what is no token', 'Bearer abc'],
    ['another secret', `Bearer ${jwt(HS256, claims, 'another secret')}`],
    ['the key of another purpose', `Bearer ${jwt(HS256, claims, keyFor('links', SECRET))}`],
    ['no signature', `Bearer ${jwt({ alg: 'none' }, claims).replace(/[^.]+$/, '')}`],
    ['another algorithm', `Bearer ${jwt({ alg: 'HS512' }, claims)}`],
    ['an expired one', `Bearer ${jwt(HS256, { ...claims, exp: now - 1 })}`],
    ['one that never expires', `Bearer ${jwt(HS256, { ...claims, exp: undefined })}`],
    ['another issuer', `Bearer ${jwt(HS256, { ...claims, iss: 'someone' })}`],
    ['one that names no stamp', `Bearer ${jwt(HS256, { ...claims, stamp: undefined })}`],
    ['nobody', `Bearer ${jwt(HS256, { ...claims, sub: undefined })}`],
  ])('refuse %s', async (_what, authorization) => {
    await expect(tokens.read(authorization)).rejects.toMatchObject(refused);
  });
});
