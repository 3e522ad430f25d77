import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { DataFolder } from '../support/dataFolder.js';

const GENERATED = /User +(\S+)\nPassword +(\S+)\n/;

const data = new DataFolder();

describe('the administrator', () => {
  test('gets a random password at the first start, shown once; a set one wins at every start', async () => {
    const first = await data.start({ env: { ADMIN_PASSWORD: '' }, makesDatabase: true });
    const [, user, password] = GENERATED.exec(first.output) ?? [];
    expect(user).toBe('admin');
    expect(password).toMatch(/^[\w-]{20}$/);
    expect((await first.login(user, password)).data?.login.role).toBe('ADMIN');
    expect(await first.stop()).toBe(0);

    const second = await data.start({ env: { ADMIN_PASSWORD: '' } });
    expect(second.output).not.toContain('Password');
    expect((await second.login(user, password)).data?.login.role).toBe('ADMIN');
    await second.stop();

    const third = await data.start({ env: { ADMIN_PASSWORD: 'set by the operator' } });
    expect((await third.login(user, password)).status).toBe(401);
    expect((await third.login(user, 'set by the operator')).data?.login.role).toBe('ADMIN');
    await third.stop();
  });
});

describe('a token', () => {
  test('outlives a restart, with the secret that was made at the first start', async () => {
    const first = await data.start({ env: { JWT_SECRET: '' } });
    const { token } = first;
    await first.stop();
    expect(statSync(join(data.path, 'signing-secret')).mode & 0o777).toBe(0o600);
    const second = await data.start({ env: { JWT_SECRET: '' } });
    expect((await second.gql('{ jobs { id } }', {}, token)).data).toEqual({ jobs: [] });
    await second.stop();
  });
});

describe('stopping', () => {
  test.each(['SIGTERM', 'SIGINT'] as const)('%s ends it cleanly, and what it holds open', async (signal) => {
    const service = await data.start();
    const client = service.wsClient();
    const subscription = client.iterate({ query: 'subscription { reportCreated { id } }' });
    const ended = subscription.next().catch(() => 'cut');
    await fetch(`${service.url}/health/live`);
    await new Promise((resolve) => setTimeout(resolve, 200));
    const asked = Date.now();
    expect(await service.stop(signal)).toBe(0);
    expect(Date.now() - asked).toBeLessThan(5000);
    await ended;
    expect(readdirSync(data.path)).not.toContain('owner.lock');
  });
});
