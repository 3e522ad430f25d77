import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest';
import { OWNER_KEY } from '../../src/store/objects/owned.js';
import { filesBelow } from '../support/backing.js';
import { Service } from '../support/service.js';

const GENERATED = /User +(\S+)\nPassword +(\S+)\n/;

let folder: string;
let started: Service[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lifecycle-'));
  started = [];
});
afterEach(async () => {
  for (const service of started) await service.stop('SIGKILL');
  // The PostgreSQL of a service that a failed test left running is stopped by the next one.
  if (existsSync(join(folder, 'data/postgres/postmaster.pid'))) {
    await (await Service.start({ dataDir: join(folder, 'data') })).stop();
  }
  rmSync(folder, { recursive: true, force: true });
});

async function start(env: Record<string, string> = {}, makesDatabase = false): Promise<Service> {
  const service = await Service.start({ env, dataDir: join(folder, 'data'), makesDatabase });
  started.push(service);
  return service;
}

async function failedStart(env: Record<string, string>): Promise<{ status: number | null; output: string }> {
  const service = await Service.launch({ env, dataDir: join(folder, 'data') });
  started.push(service);
  const status = await service.exited();
  return { status, output: service.output };
}

describe('the administrator', () => {
  test('gets a random password at the first start, shown once; a set one wins at every start', async () => {
    const first = await start({ ADMIN_PASSWORD: '' }, true);
    const [, user, password] = GENERATED.exec(first.output) ?? [];
    expect(user).toBe('admin');
    expect(password).toMatch(/^[\w-]{20}$/);
    expect((await first.login(user, password)).data?.login.role).toBe('ADMIN');
    expect(await first.stop()).toBe(0);

    const second = await start({ ADMIN_PASSWORD: '' });
    expect(second.output).not.toContain('Password');
    expect((await second.login(user, password)).data?.login.role).toBe('ADMIN');
    await second.stop();

    const third = await start({ ADMIN_PASSWORD: 'set by the operator' });
    expect((await third.login(user, password)).status).toBe(401);
    expect((await third.login(user, 'set by the operator')).data?.login.role).toBe('ADMIN');
    await third.stop();
  });
});

describe('a token', () => {
  test('outlives a restart, with the secret that was made at the first start', async () => {
    const first = await start({ JWT_SECRET: '' });
    const { token } = first;
    await first.stop();
    expect(statSync(join(folder, 'data/signing-secret')).mode & 0o777).toBe(0o600);
    const second = await start({ JWT_SECRET: '' });
    expect((await second.gql('{ jobs { id } }', {}, token)).data).toEqual({ jobs: [] });
    await second.stop();
  });
});

describe('stopping', () => {
  test.each(['SIGTERM', 'SIGINT'] as const)('%s ends it cleanly, and what it holds open', async (signal) => {
    const service = await start();
    const client = service.wsClient();
    const subscription = client.iterate({ query: 'subscription { reportCreated { id } }' });
    const ended = subscription.next().catch(() => 'cut');
    await fetch(`${service.url}/health/live`);
    await new Promise((resolve) => setTimeout(resolve, 200));
    const asked = Date.now();
    expect(await service.stop(signal)).toBe(0);
    expect(Date.now() - asked).toBeLessThan(5000);
    await ended;
    expect(readdirSync(join(folder, 'data'))).not.toContain('owner.lock');
  });
});

describe('a start that cannot be', () => {
  test('says which variable is wrong', async () => {
    const { status, output } = await failedStart({ PORT: 'http', ADMIN_PASSWORD: 'short' });
    expect(status).toBe(1);
    expect(output).toMatch(/^BAD_CONFIGURATION: .*PORT.*ADMIN_PASSWORD.*\n.+\n$/s);
  });

  test('says that the port is taken', async () => {
    const blocker = createServer();
    await new Promise<void>((resolve) => blocker.listen(0, '127.0.0.1', resolve));
    const address = blocker.address();
    const port = address !== null && typeof address === 'object' ? String(address.port) : '';
    const { status, output } = await failedStart({ PORT: port });
    blocker.close();
    expect(status).toBe(1);
    expect(output).toContain(`BAD_CONFIGURATION: Cannot listen on HOST 127.0.0.1, PORT ${port}.`);
  });

  test('says that another process uses the data directory, and leaves that one alone', async () => {
    const first = await start();
    const { status, output } = await failedStart({});
    expect(status).toBe(1);
    expect(output).toContain('DATA_DIR_IN_USE');
    expect((await fetch(`${first.url}/health/ready`)).status).toBe(200);
    await first.stop();
  });

  // In a bucket it is asked by the tests of those.
  test.skipIf(inject('services'))(
    'says that the files belong to another database, and removes none',
    async () => {
      const first = await start();
      await fetch(`${first.url}/uploads?fileName=a.csv`, {
        method: 'PUT',
        headers: { authorization: `Bearer ${first.token}` },
        body: 'number\n',
      });
      await first.stop();
      const data = join(folder, 'data');
      const before = filesBelow(join(data, 'objects'));
      for (const name of ['postgres', 'postgres.password']) rmSync(join(data, name), { recursive: true });
      const { status, output } = await failedStart({});
      expect(status).toBe(1);
      expect(output).toContain('OBJECTS_IN_USE');
      expect(filesBelow(join(data, 'objects'))).toEqual(before);
      expect(before).toEqual([OWNER_KEY, expect.stringMatching(/^uploads\//)]);
    },
  );

  test('says that the database does not answer', async () => {
    const { status, output } = await failedStart({ DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' });
    expect(status).toBe(1);
    expect(output).toContain('UNAVAILABLE: The database does not answer.');
  });
});
