import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadCases } from '../../bench/paging/cases.js';
import { migrate } from '../../src/store/db/migrate.js';
import { openStore } from '../../src/store/openStore.js';
import type { Store } from '../../src/store/types.js';
import { TEST_POOLS } from '../support/pools.js';
import { startTestDatabase, type TestDatabase } from '../support/postgres.js';
import { makeUpload } from '../support/records.js';

let database: TestDatabase;
let store: Store;
beforeAll(async () => {
  database = await startTestDatabase({ isEmpty: true });
});
afterAll(async () => {
  await store.close();
  await database.stop();
});

describe('migrations', () => {
  it('run once, in whatever number of processes they start', async () => {
    const runs = await Promise.all(Array.from({ length: 4 }, () => migrate(database.url)));
    const names = runs.flat();
    expect(names[0]).toBe('0001-first');
    expect(names).toEqual([...new Set(names)].sort());
    store = await openStore({ url: database.url, pools: TEST_POOLS });
  });

  it('lay down the orders of reports that are there already as a commit does', async () => {
    await loadCases(database.url, { reports: 3, casesPerReport: 1000 });
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    const laidDown = async () => [
      (await client.query('SELECT * FROM case_orders ORDER BY report_id, order_by, part')).rows,
      (await client.query('SELECT * FROM case_squads ORDER BY report_id')).rows,
    ];
    const byCommits = await laidDown();
    await client.query(`
      DROP TABLE case_orders, case_squads;
      ALTER TABLE cases ADD COLUMN squad_hash int;
      CREATE INDEX cases_by_score ON cases (score);
      CREATE INDEX cases_by_alert_count ON cases (score);
      CREATE INDEX cases_by_first_event ON cases (score);
      CREATE INDEX cases_by_last_event ON cases (score);
      DELETE FROM migrations WHERE name = '0011-case-orders';`);
    expect(await migrate(database.url)).toEqual(['0011-case-orders']);
    expect(byCommits.map((rows) => rows.length)).toEqual([3 * 4 * 3, 3]);
    expect(await laidDown()).toEqual(byCommits);
    await client.query('DELETE FROM cases; DELETE FROM case_orders; DELETE FROM case_squads');
    await client.end();
  });

  it('leave nothing when one of them fails', async () => {
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    await client.query('CREATE DATABASE broken');
    await client.end();
    const url = database.url.replace(/\/postgres$/, '/broken');
    const broken = new pg.Client({ connectionString: url });
    await broken.connect();
    await broken.query('CREATE TABLE cases (taken int)');
    await expect(openStore({ url, pools: TEST_POOLS })).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    const { rows } = await broken.query(
      "SELECT relname FROM pg_class WHERE relname IN ('jobs', 'migrations')",
    );
    await broken.end();
    expect(rows).toEqual([]);
  });
});

describe('the connection', () => {
  it('answers a ping, and says UNAVAILABLE when there is no database', async () => {
    await store.ping();
    const nowhere = openStore({ url: 'postgres://a:b@127.0.0.1:1/none', pools: TEST_POOLS });
    await expect(nowhere).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });
});

describe('users', () => {
  it('are known by name and password, which is kept as a salted hash', async () => {
    await store.users.put({ username: 'ana', password: 'correct horse', role: 'ANALYST' });
    await store.users.put({ username: 'bia', password: 'correct horse', role: 'VIEWER' });
    expect(await store.users.verify('ana', 'correct horse')).toMatchObject({
      username: 'ana',
      role: 'ANALYST',
    });
    expect(await store.users.verify('ana', 'correct horsE')).toBeNull();
    expect(await store.users.verify('nobody', 'correct horse')).toBeNull();
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    const { rows } = await client.query<{ password_hash: string }>('SELECT password_hash FROM users');
    await client.end();
    expect(new Set(rows.map((row) => row.password_hash)).size).toBe(2);
    for (const { password_hash } of rows) expect(password_hash).toMatch(/^scrypt\$32768\$8\$1\$/);
  });
});

describe('uploads', () => {
  it('come back as they were recorded, sizes beyond 32 bits too', async () => {
    const upload = await makeUpload(store, { bytes: 5_000_000_000, fileName: 'março "x".csv' });
    expect(upload.createdAt).toBeInstanceOf(Date);
    expect(await store.uploads.get(upload.id)).toEqual(upload);
    expect(await store.uploads.get(randomUUID())).toBeNull();
    expect(await store.uploads.get('no id at all')).toBeNull();
    expect(await store.uploads.namedKeys([upload.objectKey, 'uploads/other'])).toEqual(
      new Set([upload.objectKey]),
    );
  });
});
