import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openModelPool } from '../../src/store/db/modelPool.js';
import { openReadPool } from '../../src/store/db/readPool.js';
import { assertSupported, inspectServer } from '../../src/store/db/server.js';
import { openStore } from '../../src/store/openStore.js';
import type { Store } from '../../src/store/types.js';
import { writeCaseRows } from '../support/copyFiles.js';
import { PgBouncer } from '../support/pgbouncer.js';
import { TEST_POOLS } from '../support/pools.js';
import { oldestBinaries, PostgresServer } from '../support/postgresServer.js';
import { asMade, beginJob, caseSample, newReport } from '../support/records.js';
import { hasPgBouncer } from '../support/services/installed.js';

/** Few enough that connections are handed from one transaction to the next all the time. */
const SERVER_CONNECTIONS = 2;

describe.skipIf(!hasPgBouncer())('through PgBouncer in transaction mode', () => {
  const folder = mkdtempSync(join(tmpdir(), 'through-pgbouncer-'));
  let postgres: PostgresServer;
  let pgbouncer: PgBouncer;
  let store: Store;
  beforeAll(async () => {
    postgres = await PostgresServer.create(oldestBinaries() ?? undefined);
    pgbouncer = await PgBouncer.start(postgres.port, SERVER_CONNECTIONS);
    store = await openStore({ url: pgbouncer.url(), directUrl: postgres.url(), pools: TEST_POOLS });
  });
  afterAll(async () => {
    await store?.close();
    await pgbouncer?.stop();
    await postgres?.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  /** What each of the server connections answers to a statement. */
  async function ofEachConnection<Row extends pg.QueryResultRow>(text: string): Promise<Row[]> {
    const clients = Array.from(
      { length: SERVER_CONNECTIONS },
      () => new pg.Client({ connectionString: pgbouncer.url() }),
    );
    try {
      for (const client of clients) {
        await client.connect();
        await client.query('BEGIN');
      }
      return await Promise.all(clients.map(async (client) => (await client.query<Row>(text)).rows[0]));
    } finally {
      for (const client of clients) await client.end();
    }
  }

  async function commit(name: string): Promise<string> {
    const { job, attempt } = await beginJob(store);
    const report = newReport(job, join(folder, `${name}.copy`), { fileName: `${name}.csv` });
    const cases = Array.from({ length: 50 }, (_, seq) => caseSample(report.id, seq));
    writeCaseRows(report.caseRowsPath, cases);
    expect(await store.reports.commit(attempt, asMade(report))).not.toBeNull();
    return report.id;
  }

  it('reports are committed with their cases, side by side, and read', async () => {
    const ids = await Promise.all(Array.from({ length: 6 }, (_, index) => commit(`report-${index}`)));
    expect(await store.reports.count()).toBe(6);
    const counts = await Promise.all(ids.map((id) => store.cases.count(id)));
    expect(counts).toEqual(Array(6).fill(50));
    expect((await store.cases.page(ids[0], { first: 10 })).edges).toHaveLength(10);
  });

  it('nothing stays in a session: settings, locks, prepared statements', async () => {
    const untouched = await postgres.query<Record<string, string>>(SESSION);
    await commit('one more');
    expect(await ofEachConnection(SESSION)).toEqual(Array(SERVER_CONNECTIONS).fill(untouched[0]));
    const [{ locks }] = await postgres.query<{ locks: number }>(
      "SELECT count(*)::int AS locks FROM pg_locks WHERE locktype = 'advisory'",
    );
    expect(locks).toBe(0);
  });

  it('a read ends in time, and takes its limit with it', async () => {
    const reads = openReadPool(pgbouncer.url(), { ...TEST_POOLS, readTimeoutMs: 200 });
    const asked = reads.query({ text: 'SELECT pg_sleep(20)', values: [] });
    await expect(asked).rejects.toMatchObject({ code: 'QUERY_TIMEOUT' });
    await reads.close();
    expect(await ofEachConnection('SHOW statement_timeout')).toEqual(
      Array(SERVER_CONNECTIONS).fill({ statement_timeout: '0' }),
    );
  });

  it('more at a time than there are connections wait for their turns', async () => {
    const models = openModelPool(pgbouncer.url(), { ...TEST_POOLS, models: 10 });
    const answers = Array.from({ length: 30 }, (_, n) => models.query(`SELECT ${n} AS n, pg_sleep(0.02)`));
    expect((await Promise.all(answers)).map(([rows]) => (rows as { n: number }[])[0].n)).toEqual(
      Array.from({ length: 30 }, (_, n) => n),
    );
    await models.close();
    expect(await pgbouncer.show('SHOW SERVERS')).toHaveLength(SERVER_CONNECTIONS);
  });

  it('the queue in PostgreSQL is refused, which needs sessions of its own', async () => {
    await expect(inspectServer(pgbouncer.url(), true)).rejects.toMatchObject({
      code: 'BAD_CONFIGURATION',
      message: expect.stringContaining('DATABASE_DIRECT_URL'),
    });
    const facts = { version: expect.stringMatching(/^1[4-9]\.\d+/), maxConnections: 97 };
    expect(await inspectServer(pgbouncer.url(), false)).toEqual(facts);
    expect(await inspectServer(postgres.url(), true)).toEqual(facts);
  });

  it.each([
    ['PgBouncer', () => pgbouncer.url()],
    ['PostgreSQL', () => postgres.url()],
  ])('a wrong password is told as %s tells it', async (_, address) => {
    const url = new URL(address());
    url.password = 'wrong';
    await expect(inspectServer(url.href, false)).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      message: expect.stringMatching(/^The database refuses the service: .*(password|SASL|auth)/),
    });
  });
});

const SESSION = `SELECT current_setting('timezone') AS zone, current_setting('client_min_messages') AS notices,
  current_setting('statement_timeout') AS timeout, current_setting('enable_seqscan') AS scans,
  current_setting('search_path') AS path, (SELECT count(*)::int FROM pg_prepared_statements) AS prepared`;

describe('a server that is too old', () => {
  it('is refused by name', () => {
    expect(() => assertSupported(130_016, '13.16')).toThrow(
      expect.objectContaining({
        code: 'BAD_CONFIGURATION',
        message: 'DATABASE_URL names a PostgreSQL 13.16; the oldest that is supported is 14.',
      }),
    );
    expect(() => assertSupported(140_000, '14.0')).not.toThrow();
  });
});
