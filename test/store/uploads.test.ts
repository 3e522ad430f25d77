import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStore } from '../../src/store/openStore.js';
import type { Store, UploadRecord } from '../../src/store/types.js';
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

const AT_ONCE: { unusedForMs: number; keptForMs: number | null; first: number } = {
  unusedForMs: 0,
  keptForMs: null,
  first: 100,
};

function makeUpload(): Promise<UploadRecord> {
  const id = randomUUID();
  const content = { fileName: 'alerts.csv', bytes: 10, sha256: 'a'.repeat(64), createdBy: 'ana' };
  return store.uploads.create({ id, objectKey: `uploads/${id}`, ...content });
}

const makeJob = (...uploads: UploadRecord[]) =>
  store.jobs.create({
    kind: uploads.length === 1 ? 'ANALYSIS' : 'COMPARISON',
    fileName: 'alerts.csv',
    createdBy: 'ana',
    options: {},
    uploadIds: uploads.map(({ id }) => id),
    bytesTotal: 10,
  });

const forgottenIds = async (how = AT_ONCE) => (await store.uploads.forgetUnneeded(how)).map(({ id }) => id);

describe('uploads that are no longer needed', () => {
  it('are forgotten with their rows when no report names them', async () => {
    const upload = await makeUpload();
    expect(await forgottenIds({ ...AT_ONCE, unusedForMs: 60_000 })).toEqual([]);
    expect(await forgottenIds()).toEqual([upload.id]);
    expect(await store.uploads.get(upload.id)).toBeNull();
    expect(await store.uploads.namedKeys([upload.objectKey])).toEqual(new Set());
    expect(await forgottenIds()).toEqual([]);
  });

  it('are none while a job waits for them or works on them', async () => {
    const [one, two] = [await makeUpload(), await makeUpload()];
    const job = await makeJob(one, two);
    expect(await forgottenIds({ ...AT_ONCE, keptForMs: 0 })).toEqual([]);
    await store.jobs.cancel(job.id);
    expect(await forgottenIds({ ...AT_ONCE, unusedForMs: 60_000 })).toEqual([]);
    expect((await forgottenIds()).sort()).toEqual([one.id, two.id].sort());
  });

  it('are never forgotten under a job that is being made', async () => {
    for (let round = 0; round < 20; round++) {
      const upload = await makeUpload();
      const [made, forgotten] = await Promise.allSettled([makeJob(upload), forgottenIds()]);
      const kept = await store.uploads.get(upload.id);
      if (made.status === 'fulfilled') {
        expect(kept).not.toBeNull();
        await store.jobs.cancel(made.value.id);
      } else {
        expect(made.reason).toMatchObject({ code: 'NOT_FOUND' });
        expect(kept).toBeNull();
      }
      expect(forgotten.status).toBe('fulfilled');
      await forgottenIds();
    }
  });

  it('cannot be named by a job any more', async () => {
    const upload = await makeUpload();
    await forgottenIds();
    await expect(makeJob(upload)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
