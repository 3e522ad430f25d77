import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStore } from '../../src/store/openStore.js';
import type { Store } from '../../src/store/types.js';
import { TEST_POOLS } from '../support/pools.js';
import { startTestDatabase, type TestDatabase } from '../support/postgres.js';

let database: TestDatabase;
let store: Store;
beforeAll(async () => {
  database = await startTestDatabase();
  store = await openStore({ url: database.url, pools: TEST_POOLS });
});
afterAll(async () => {
  await store.close();
  await database.stop();
});

const notFound = { code: 'NOT_FOUND' };
const conflict = { code: 'CONFLICT' };
const password = 'correct horse';

describe('a user', () => {
  it('gets a new password and role by being put again, and keeps the day they came', async () => {
    const before = await store.users.put({ username: 'eva', password: 'first password', role: 'VIEWER' });
    const after = await store.users.put({ username: 'eva', password: 'other password', role: 'ADMIN' });
    expect(after).toEqual({ ...before, role: 'ADMIN', tokenStamp: after.tokenStamp });
    expect(after.tokenStamp).not.toBe(before.tokenStamp);
    expect(await store.users.verify('eva', 'first password')).toBeNull();
    expect(await store.users.verify('eva', 'other password')).toEqual(after);
    expect(await store.users.find('eva')).toEqual(after);
    expect(await store.users.find('nobody')).toBeNull();
  });

  it('is made once', async () => {
    const made = await store.users.create({ username: 'ida', password, role: 'VIEWER' });
    expect(await store.users.find('ida')).toEqual(made);
    expect(made.createdAt.getTime()).toBeGreaterThan(Date.now() - 60_000);
    const again = store.users.create({ username: 'ida', password: 'another one', role: 'ADMIN' });
    await expect(again).rejects.toMatchObject(conflict);
    expect(await store.users.verify('ida', password)).toEqual(made);
  });

  it('gets another stamp with another role or password, and keeps it with the same role', async () => {
    const { tokenStamp } = await store.users.create({ username: 'lia', password, role: 'VIEWER' });
    expect((await store.users.setRole('lia', 'VIEWER')).tokenStamp).toBe(tokenStamp);
    const promoted = await store.users.setRole('lia', 'ANALYST');
    expect(promoted.role).toBe('ANALYST');
    const changed = await store.users.setPassword('lia', 'another one');
    expect(new Set([tokenStamp, promoted.tokenStamp, changed.tokenStamp]).size).toBe(3);
    expect(await store.users.verify('lia', password)).toBeNull();
    expect(await store.users.verify('lia', 'another one')).toEqual(changed);
  });

  it('that was deleted and made again has another stamp', async () => {
    const first = await store.users.create({ username: 'rui', password, role: 'VIEWER' });
    await store.users.remove('rui');
    expect(await store.users.find('rui')).toBeNull();
    const second = await store.users.create({ username: 'rui', password, role: 'VIEWER' });
    expect(second.tokenStamp).not.toBe(first.tokenStamp);
  });

  it.each(['nobody', 'a\u0000b'])('%j is nobody', async (name) => {
    await expect(store.users.setRole(name, 'ADMIN')).rejects.toMatchObject(notFound);
    await expect(store.users.setPassword(name, password)).rejects.toMatchObject(notFound);
    await expect(store.users.remove(name)).rejects.toMatchObject(notFound);
    expect(await store.users.tokenStamps([name])).toEqual(new Map());
  });
});

describe('users', () => {
  it('come in code-point order of their names, page by page', async () => {
    const names = ['p1', 'p\u{1F600}', 'p\uFF5E', 'pz', 'p10'];
    for (const username of names) await store.users.create({ username, password, role: 'VIEWER' });
    const first = await store.users.page({ first: 3, after: 'p' });
    expect(first.map(({ username }) => username)).toEqual(['p1', 'p10', 'pz']);
    const rest = await store.users.page({ first: 2, after: 'pz' });
    expect(rest.map(({ username }) => username)).toEqual(['p\uFF5E', 'p\u{1F600}']);
  });

  it('have the stamps that are asked for', async () => {
    const { tokenStamp } = await store.users.create({ username: 'sol', password, role: 'VIEWER' });
    expect(await store.users.tokenStamps(['sol', 'nobody'])).toEqual(new Map([['sol', tokenStamp]]));
  });
});

describe('the last administrator', () => {
  const admins = async () =>
    (await store.users.page({ first: 200 }))
      .filter(({ role }) => role === 'ADMIN')
      .map((user) => user.username);

  it('stays one, even when several are demoted at once', async () => {
    for (const username of ['a1', 'a2', 'a3', 'a4'])
      await store.users.put({ username, password, role: 'ADMIN' });
    const everyone = await admins();
    expect(everyone.length).toBeGreaterThanOrEqual(4);
    const results = await Promise.allSettled(
      everyone.map((name, i) =>
        i % 2 === 0 ? store.users.setRole(name, 'VIEWER') : store.users.remove(name),
      ),
    );
    const refusals = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
    expect(refusals).toMatchObject([conflict]);
    const [last, ...others] = await admins();
    expect(others).toEqual([]);
    await expect(store.users.setRole(last, 'ANALYST')).rejects.toMatchObject(conflict);
    await expect(store.users.remove(last)).rejects.toMatchObject(conflict);
    expect((await store.users.setRole(last, 'ADMIN')).role).toBe('ADMIN');
  });
});
