import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { openModelPool } from '../../src/store/db/modelPool.js';
import { openReadPool, type ReadPool } from '../../src/store/db/readPool.js';
import { TEST_POOLS } from '../support/pools.js';
import { startTestDatabase, type TestDatabase } from '../support/postgres.js';
import { TcpProxy } from '../support/tcpProxy.js';

interface Pool {
  ask(text: string): Promise<Record<string, unknown>[]>;
  close(): Promise<void>;
}

/** Both pools of a store, asked in the same words. */
const OPEN: Record<string, (url: string, options?: Partial<typeof TEST_POOLS>) => Pool> = {
  'of reads': (url, options) => {
    const pool: ReadPool = openReadPool(url, { ...TEST_POOLS, ...options });
    return { ask: (text) => pool.query({ text, values: [] }), close: () => pool.close() };
  },
  'of models': (url, options) => {
    const sequelize = openModelPool(url, { ...TEST_POOLS, ...options });
    return {
      ask: async (text) => (await sequelize.query(text))[0] as Record<string, unknown>[],
      close: () => sequelize.close(),
    };
  },
};

let database: TestDatabase;
let client: pg.Client;
beforeAll(async () => {
  database = await startTestDatabase();
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
});
afterAll(async () => {
  await client.end();
  await database.stop();
});

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

function open(kind: string, url = database.url, options: Partial<typeof TEST_POOLS> = {}): Pool {
  const pool = OPEN[kind](url, options);
  closers.push(() => pool.close());
  return pool;
}

const OTHERS =
  'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database()';

/** Until the news of it has come here. */
const ended = () => new Promise((resolve) => setTimeout(resolve, 200));

describe.each(Object.keys(OPEN))('the pool %s', (kind) => {
  it('opens another connection when the database has ended those it had', async () => {
    const pool = open(kind);
    await Promise.all([pool.ask('SELECT 1'), pool.ask('SELECT 2'), pool.ask('SELECT 3')]);
    expect((await client.query(OTHERS)).rowCount).toBeGreaterThan(0);
    await ended();
    for (let i = 0; i < 4; i++) expect(await pool.ask('SELECT 7 AS n')).toEqual([{ n: 7 }]);
  });

  it('says UNAVAILABLE when the server ends the connection as soon as it is made', async () => {
    const ready = Buffer.from('R\0\0\0\x08\0\0\0\0Z\0\0\0\x05I', 'latin1');
    const fields = Buffer.from('SFATAL\0C57P01\0Mterminating connection\0\0');
    const length = Buffer.alloc(4);
    length.writeInt32BE(4 + fields.length);
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => socket.end(Buffer.concat([ready, Buffer.from('E'), length, fields])));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    closers.push(async () => void server.close());
    const { port } = server.address() as AddressInfo;
    const pool = open(kind, `postgres://a:b@127.0.0.1:${port}/none`);
    await expect(pool.ask('SELECT 1')).rejects.toMatchObject({ name: 'CodedError', code: 'UNAVAILABLE' });
  });

  it('replaces a connection that has gone silent, before anybody gets it', async () => {
    const proxy = await TcpProxy.open(Number(new URL(database.url).port));
    closers.push(() => proxy.close());
    const pool = open(kind, proxy.through(database.url), { checkAfterMs: 0 });
    await pool.ask('SELECT 1');
    const opened = proxy.accepted;
    proxy.silence();
    const startedAt = performance.now();
    expect(await pool.ask('SELECT 7 AS n')).toEqual([{ n: 7 }]);
    expect(performance.now() - startedAt).toBeLessThan(6_000);
    expect(proxy.accepted).toBeGreaterThan(opened);
  });

  it.each([
    [0, 2],
    [60_000, 0],
  ])('asks a connection that was silent for %i ms or more', async (checkAfterMs, questions) => {
    const pool = open(kind, database.url, { checkAfterMs });
    await pool.ask('SELECT 5');
    const query = vi.spyOn(pg.Client.prototype, 'query');
    await pool.ask('SELECT 5');
    await pool.ask('SELECT 5');
    const asked = query.mock.calls.filter(([statement]) => Object(statement).text === 'SELECT 1');
    query.mockRestore();
    expect(asked.length).toBe(questions);
  });

  it('says UNAVAILABLE when all connections stay in use, or no database is there', async () => {
    const pool = open(kind, database.url, { models: 1, reads: 1, acquireMs: 300 });
    const long = pool.ask('SELECT pg_sleep(1.5)');
    const refused = { name: 'CodedError', code: 'UNAVAILABLE' };
    await expect(pool.ask('SELECT 1')).rejects.toMatchObject(refused);
    await long;
    await expect(open(kind, 'postgres://a:b@127.0.0.1:1/none').ask('SELECT 1')).rejects.toMatchObject(
      refused,
    );
    expect(await pool.ask('SELECT 7 AS n')).toEqual([{ n: 7 }]);
  });

  it('says UNAVAILABLE when nothing comes any more in the middle of a statement', async () => {
    const proxy = await TcpProxy.open(Number(new URL(database.url).port));
    closers.push(() => proxy.close());
    const pool = open(kind, proxy.through(database.url), { acquireMs: 300, readTimeoutMs: 700 });
    const statement = pool.ask('SELECT pg_sleep(0.3)');
    await new Promise((resolve) => setTimeout(resolve, 100));
    proxy.swallow();
    await expect(statement).rejects.toMatchObject({ name: 'CodedError', code: 'UNAVAILABLE' });
    await proxy.restore();
    await vi.waitFor(async () => expect(await pool.ask('SELECT 7 AS n')).toEqual([{ n: 7 }]), 5000);
  });

  it('says UNAVAILABLE when a server takes connections and says nothing, and closes all the same', async () => {
    const proxy = await TcpProxy.open(Number(new URL(database.url).port));
    closers.push(() => proxy.close());
    proxy.swallow();
    const pool = OPEN[kind](proxy.through(database.url), { models: 1, reads: 1, acquireMs: 300 });
    await expect(pool.ask('SELECT 1')).rejects.toMatchObject({ name: 'CodedError', code: 'UNAVAILABLE' });
    const asked = performance.now();
    await pool.close();
    expect(performance.now() - asked).toBeLessThan(2_000);
  });

  it('says UNAVAILABLE when the connection breaks in the middle of what cannot be run again', async () => {
    const pool = open(kind);
    const own = 'SELECT pg_terminate_backend(pg_backend_pid())';
    await expect(pool.ask(own)).rejects.toMatchObject({ name: 'CodedError', code: 'UNAVAILABLE' });
    await ended();
    expect(await pool.ask('SELECT 7 AS n')).toEqual([{ n: 7 }]);
    await expect(pool.ask('SELECT nothing')).rejects.not.toMatchObject({ name: 'CodedError' });
  });

  it('has TCP ask whether the other end is there', async () => {
    const pool = open(kind, database.url, { keepAliveMs: 17_000 });
    await pool.ask('SELECT 1');
    expect(keepAliveTimers()).toContain(17);
  });
});

/** Seconds until the next keep-alive probe of the TCP connections of this process to the database, at most. */
function keepAliveTimers(): number[] {
  const port = Number(new URL(database.url).port).toString(16).toUpperCase().padStart(4, '0');
  return readFileSync('/proc/net/tcp', 'utf8')
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([, , remote, state]) => remote?.endsWith(`:${port}`) && state === '01')
    .map(([, , , , , timer]) => timer.split(':'))
    .filter(([kind]) => kind === '02')
    .map(([, ticks]) => Math.ceil(Number.parseInt(ticks, 16) / 100));
}

describe('a read', () => {
  it('may take only so long, and says QUERY_TIMEOUT; nothing of it stays with the session', async () => {
    const pool = open('of reads', database.url, { reads: 1, readTimeoutMs: 200 });
    await expect(pool.ask('SELECT pg_sleep(20)')).rejects.toMatchObject({ code: 'QUERY_TIMEOUT' });
    const [{ pid }] = await pool.ask('SELECT pg_backend_pid() AS pid');
    const [settings] = await pool.ask("SELECT current_setting('statement_timeout') AS timeout");
    expect(settings).toEqual({ timeout: '200ms' });
    const { rows } = await client.query('SELECT state, backend_xid FROM pg_stat_activity WHERE pid = $1', [
      pid,
    ]);
    expect(rows).toEqual([{ state: 'idle', backend_xid: null }]);
  });

  it('may not write', async () => {
    await expect(open('of reads').ask('CREATE TABLE t (a int)')).rejects.toThrow(/read-only/);
  });

  it('is run once more when its connection breaks', async () => {
    const pool = open('of reads');
    const running = pool.ask('SELECT pg_sleep(0.8), 7 AS n');
    await new Promise((resolve) => setTimeout(resolve, 300));
    await client.query(OTHERS);
    expect((await running)[0].n).toBe(7);
  });
});
