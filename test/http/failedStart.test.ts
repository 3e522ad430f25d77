import { rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { OWNER_KEY } from '../../src/store/objects/owned.js';
import { filesBelow } from '../support/backing.js';
import { DataFolder } from '../support/dataFolder.js';

const data = new DataFolder();

async function failedStart(env: Record<string, string>): Promise<{ status: number | null; output: string }> {
  const service = await data.launch({ env });
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
    const first = await data.start();
    const { status, output } = await failedStart({});
    expect(status).toBe(1);
    expect(output).toContain('DATA_DIR_IN_USE');
    expect((await fetch(`${first.url}/health/ready`)).status).toBe(200);
    await first.stop();
  });

  test('says that the files belong to another database, and removes none', async () => {
    const first = await data.start();
    await fetch(`${first.url}/uploads?fileName=a.csv`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${first.token}` },
      body: 'number\n',
    });
    await first.stop();
    const before = filesBelow(join(data.path, 'objects'));
    for (const name of ['postgres', 'postgres.password']) rmSync(join(data.path, name), { recursive: true });
    const { status, output } = await failedStart({});
    expect(status).toBe(1);
    expect(output).toContain('OBJECTS_IN_USE');
    expect(filesBelow(join(data.path, 'objects'))).toEqual(before);
    expect(before).toEqual([OWNER_KEY, expect.stringMatching(/^uploads\//)]);
  });

  test('says what is missing of the database, and makes no other', async () => {
    await (await data.start()).stop();
    rmSync(join(data.path, 'postgres.password'));
    const before = filesBelow(join(data.path, 'postgres'));
    const { status, output } = await failedStart({});
    expect(status).toBe(1);
    expect(output).toMatch(/^DATA_DIR_DAMAGED: postgres\.password is missing in DATA_DIR/);
    expect(filesBelow(join(data.path, 'postgres'))).toEqual(before);
  });

  test('says that the database does not answer', async () => {
    const { status, output } = await failedStart({ DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' });
    expect(status).toBe(1);
    expect(output).toContain('UNAVAILABLE: The database does not answer.');
  });
});
