import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { OWNER_KEY } from '../../src/store/objects/owned.js';
import { failing } from '../support/pairs.js';
import { Service } from '../support/service.js';
import { countRows } from '../support/tables.js';

const MIB = 1024 ** 2;

const folder = mkdtempSync(join(tmpdir(), 'full-disk-'));
const dataDir = join(folder, 'data');
const objects = join(dataDir, 'objects');
mkdirSync(objects, { recursive: true });
const mount = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', objects]);

afterAll(() => {
  if (mount.status === 0) spawnSync('umount', [objects]);
  rmSync(folder, { recursive: true, force: true });
});

// A disk of four megabytes for the objects; only an administrator of the machine may make one.
describe.skipIf(mount.status !== 0)('a full disk', () => {
  let service: Service;
  beforeAll(async () => {
    service = await Service.start({ dataDir });
  });
  afterAll(() => service?.stop());

  const files = (): number =>
    [objects, join(dataDir, 'tmp')].flatMap((root) =>
      readdirSync(root, { recursive: true, withFileTypes: true }).filter(
        (entry) => entry.isFile() && entry.name !== OWNER_KEY,
      ),
    ).length;

  test('refuses a body by PUT with a code, and keeps nothing of it', async () => {
    const response = await fetch(`${service.url}/uploads?fileName=large.csv`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${service.token}` },
      body: Buffer.alloc(6 * MIB, 'a'),
    });
    expect(response.status).toBe(507);
    expect(await response.json()).toMatchObject({ error: { code: 'DISK_FULL' } });
    expect([files(), await countRows(service, 'uploads')]).toEqual([0, 0]);
  });

  test('refuses an upload by GraphQL, and keeps nothing of it', async () => {
    const { errors } = await service.upload({ bytes: Buffer.alloc(6 * MIB, 'a') });
    expect(errors[0].extensions.code).toBe('DISK_FULL');
    await expect.poll(files).toBe(0);
    expect([await countRows(service, 'uploads'), await countRows(service, 'jobs')]).toEqual([0, 0]);
  });

  test('takes what there is room for afterwards', async () => {
    expect(await service.analyse({ bytes: failing('2025-03-01 10:00', 'a') })).toMatchObject({
      status: 'SUCCEEDED',
    });
  });
});
