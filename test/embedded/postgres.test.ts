import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { findBinaries } from '../../src/embedded/binaries.js';
import { chooseIdentity } from '../../src/embedded/identity.js';
import { claimDataDir, type OwnerLock } from '../../src/embedded/ownerLock.js';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../src/embedded/postgres.js';
import { processIdentity } from '../../src/embedded/processes.js';
import { PROJECT_ROOT } from '../../src/paths.js';

const isRoot = process.getuid?.() === 0;
const canUnshare = (() => {
  try {
    execFileSync('unshare', ['--user', '--map-user=1000', '--map-group=1000', 'true'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

type Cleanup = () => Promise<void> | void;
const cleanups: Cleanup[] = [];
afterEach(() => cleanUp(cleanups));

async function cleanUp(steps: Cleanup[]): Promise<void> {
  for (const step of steps.splice(0).reverse()) await step();
}

/** A folder that everybody may enter; mkdtemp's own is for its maker alone. */
function publicFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'smartremedy-embedded-'));
  chmodSync(folder, 0o755);
  cleanups.push(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

interface Running {
  lock: OwnerLock;
  postgres: EmbeddedPostgres;
}

async function start(dataDir: string): Promise<Running> {
  const lock = claimDataDir(dataDir);
  cleanups.push(() => lock.release());
  const postgres = await startEmbeddedPostgres(lock);
  cleanups.push(() => postgres.stop());
  return { lock, postgres };
}

async function query<Row extends pg.QueryResultRow>(url: string, sql: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}

/** For all tests that only ask one and leave it as it is. */
let asked: Running;
let afterAllTests: Cleanup[] = [];
beforeAll(async () => {
  asked = await start(relative(process.cwd(), join(publicFolder(), 'data')));
  afterAllTests = cleanups.splice(0);
});
afterAll(() => cleanUp(afterAllTests));

describe('the bundled PostgreSQL', () => {
  it('keeps its data from one start to the next, in a folder with blanks in its name', async () => {
    const dataDir = join(publicFolder(), 'a data folder');
    const first = await start(dataDir);
    await query(first.postgres.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
    await first.postgres.stop();
    await first.postgres.exited;
    first.lock.release();
    expect(existsSync(join(dataDir, 'postgres', 'postmaster.pid'))).toBe(false);

    const second = await start(dataDir);
    expect(second.lock.ownerDied).toBe(false);
    expect(await query(second.postgres.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
  });

  it('takes a relative path, listens on 127.0.0.1 alone, folds case beyond ASCII and is durable', async () => {
    const { postgres } = asked;
    expect(new URL(postgres.url).hostname).toBe('127.0.0.1');
    const [row] = await query<Record<string, string>>(
      postgres.url,
      `SELECT current_setting('listen_addresses') AS addresses, current_setting('fsync') AS fsync,
              lower('AÇÃO Ω') AS folded, current_setting('unix_socket_directories') AS sockets`,
    );
    expect(row).toEqual({ addresses: '127.0.0.1', fsync: 'on', folded: 'ação ω', sockets: '' });
  });

  it('refuses a wrong password and keeps the right one from other users', async () => {
    const { postgres, lock } = asked;
    const wrong = postgres.url.replace(/:[^:@]+@/, ':wrong@');
    await expect(query(wrong, 'SELECT 1')).rejects.toThrow(/password authentication failed/);
    expect(statSync(join(lock.dataDir, 'postgres.password')).mode & 0o777).toBe(0o600);
    expect(statSync(join(lock.dataDir, 'postgres')).mode & 0o777).toBe(0o700);
  });

  it('starts in several data directories at once', async () => {
    const servers = await Promise.all([start(publicFolder()), start(publicFolder())]);
    const answers = await Promise.all(servers.map(({ postgres }) => query(postgres.url, 'SELECT 1 AS one')));
    expect(answers).toEqual([[{ one: 1 }], [{ one: 1 }]]);
    expect(new Set(servers.map(({ postgres }) => postgres.url)).size).toBe(2);
  });

  it('refuses a data directory whose owner lives, and leaves its database alone', async () => {
    const { postgres, lock } = asked;
    expect(() => claimDataDir(lock.dataDir)).toThrow(expect.objectContaining({ code: 'DATA_DIR_IN_USE' }));
    expect(await query(postgres.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('takes over from an owner that was killed, its database still running', async () => {
    const dataDir = publicFolder();
    const script = `
      import { claimDataDir } from ${JSON.stringify(join(PROJECT_ROOT, 'dist/src/embedded/ownerLock.js'))};
      import { startEmbeddedPostgres } from ${JSON.stringify(join(PROJECT_ROOT, 'dist/src/embedded/postgres.js'))};
      const server = await startEmbeddedPostgres(claimDataDir(${JSON.stringify(dataDir)}));
      process.stdout.write(server.url);
      setInterval(() => {}, 1000);
    `;
    const owner = spawn(process.execPath, ['--input-type=module', '-e', script], { cwd: PROJECT_ROOT });
    const url = await new Promise<string>((resolve) =>
      owner.stdout.once('data', (text) => resolve(String(text))),
    );
    await query(url, 'CREATE TABLE kept AS SELECT 7 AS answer');
    const orphan = Number.parseInt(readFileSync(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8'), 10);
    const gone = new Promise((resolve) => owner.once('exit', resolve));
    owner.kill('SIGKILL');
    await gone;
    expect(processIdentity(orphan)).not.toBeNull();

    const { postgres, lock } = await start(dataDir);
    expect(lock.ownerDied).toBe(true);
    expect(processIdentity(orphan)).toBeNull();
    expect(await query(postgres.url, 'SELECT answer FROM kept')).toEqual([{ answer: 7 }]);
  });
});

describe('as whom it runs', () => {
  it.runIf(isRoot)('is nobody, for root, where nobody can reach all', () => {
    const { postgres, lock } = asked;
    expect(postgres.identity).toBe('nobody');
    expect(statSync(join(lock.dataDir, 'postgres')).uid).toBe(65_534);
  });

  it.runIf(isRoot && canUnshare)(
    'is the user of a namespace, for root, below a folder that is root alone',
    async () => {
      const closed = publicFolder();
      const dataDir = join(closed, 'data');
      mkdirSync(dataDir);
      const open = await start(dataDir);
      await query(open.postgres.url, 'CREATE TABLE kept AS SELECT 1 AS answer');
      await open.postgres.stop();
      open.lock.release();

      // The same data, whose owner nobody was: it is given to root.
      chmodSync(closed, 0o700);
      const { postgres } = await start(dataDir);
      expect(postgres.identity).toBe('namespace');
      expect(statSync(join(dataDir, 'postgres')).uid).toBe(0);
      expect(await query(postgres.url, 'SELECT answer FROM kept')).toEqual([{ answer: 1 }]);
      expect(statSync(closed).mode & 0o777).toBe(0o700);
    },
  );

  it.runIf(isRoot)('is a coded error that names the folder where neither can be', () => {
    const closed = publicFolder();
    const dataDir = join(closed, 'data');
    mkdirSync(dataDir);
    chmodSync(closed, 0o700);
    const path = process.env.PATH;
    // Without unshare there is no namespace, as in containers that forbid it.
    process.env.PATH = publicFolder();
    cleanups.push(() => {
      process.env.PATH = path;
    });
    expect(() => chooseIdentity(findBinaries(), dataDir)).toThrow(
      expect.objectContaining({
        code: 'DATA_DIR_NOT_TRAVERSABLE',
        message: expect.stringContaining(`reach ${closed}.`),
      }),
    );
  });

  it.runIf(isRoot)('is itself, for an ordinary user', async () => {
    const folder = publicFolder();
    chmodSync(folder, 0o777);
    const script = `
      import { claimDataDir } from ${JSON.stringify(join(PROJECT_ROOT, 'dist/src/embedded/ownerLock.js'))};
      import { startEmbeddedPostgres } from ${JSON.stringify(join(PROJECT_ROOT, 'dist/src/embedded/postgres.js'))};
      const lock = claimDataDir(${JSON.stringify(join(folder, 'data'))});
      const server = await startEmbeddedPostgres(lock);
      await server.stop();
      lock.release();
      process.stdout.write(process.getuid() + ' ' + server.identity);
    `;
    const output = execFileSync(process.execPath, ['--input-type=module', '-e', script], {
      cwd: PROJECT_ROOT,
      uid: 65_534,
      gid: 65_534,
      encoding: 'utf8',
    });
    expect(output).toBe('65534 self');
  });
});
