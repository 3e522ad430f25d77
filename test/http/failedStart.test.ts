import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { OWNER_KEY } from '../../src/store/objects/owned.js';
import { filesBelow } from '../support/backing.js';
import { Service } from '../support/service.js';

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

async function start(): Promise<Service> {
  const service = await Service.start({ dataDir: join(folder, 'data') });
  started.push(service);
  return service;
}

async function failedStart(env: Record<string, string>): Promise<{ status: number | null; output: string }> {
  const service = await Service.launch({ env, dataDir: join(folder, 'data') });
  started.push(service);
  const status = await service.exited();
  return { status, output: service.output };
}

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

  test('says that the files belong to another database, and removes none', async () => {
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
  });

  test('says what is missing of the database, and makes no other', async () => {
    await (await start()).stop();
    const data = join(folder, 'data');
    rmSync(join(data, 'postgres.password'));
    const before = filesBelow(join(data, 'postgres'));
    const { status, output } = await failedStart({});
    expect(status).toBe(1);
    expect(output).toMatch(/^DATA_DIR_DAMAGED: postgres\.password is missing in DATA_DIR/);
    expect(filesBelow(join(data, 'postgres'))).toEqual(before);
  });

  test('says that the database does not answer', async () => {
    const { status, output } = await failedStart({ DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' });
    expect(status).toBe(1);
    expect(output).toContain('UNAVAILABLE: The database does not answer.');
  });
});
