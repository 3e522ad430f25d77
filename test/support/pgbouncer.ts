import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { freePort } from './freePort.js';
import { giveToOrdinaryUser, ORDINARY_USER } from './ordinaryUser.js';
import { SERVER_PASSWORD, SERVER_USER, serverUrl } from './postgresServer.js';
import { PGBOUNCER } from './services/installed.js';

const START_MS = 10_000;

/**
 * Debian's PgBouncer in transaction mode, before all databases of a PostgresServer. It refuses startup parameters as
 * it does by default; of the server connections a transaction gets the one that was used longest ago.
 */
export class PgBouncer {
  private constructor(
    private readonly child: ChildProcess,
    private readonly folder: string,
    readonly port: number,
  ) {}

  /**
   * @param serverPort  where the PostgresServer listens, which need not run yet
   * @param connections to each of its databases, at most
   */
  static async start(serverPort: number, connections = 8): Promise<PgBouncer> {
    const folder = mkdtempSync(join(tmpdir(), 'pgbouncer-'));
    const port = await freePort();
    const files = {
      'users.txt': `"${SERVER_USER}" "${SERVER_PASSWORD}"\n`,
      'pgbouncer.ini': settings(folder, port, serverPort, connections),
    };
    giveToOrdinaryUser(folder);
    for (const [name, content] of Object.entries(files)) {
      writeFileSync(join(folder, name), content, { mode: 0o600 });
      giveToOrdinaryUser(join(folder, name));
    }
    const log = openSync(join(folder, 'pgbouncer.log'), 'a');
    const child = spawn(PGBOUNCER, [join(folder, 'pgbouncer.ini')], {
      ...ORDINARY_USER,
      cwd: '/',
      stdio: ['ignore', log, log],
    });
    const bouncer = new PgBouncer(child, folder, port);
    await bouncer.#ready();
    return bouncer;
  }

  /** Connection string of a database, through the pooler. */
  url(database = 'postgres'): string {
    return serverUrl(this.port, database);
  }

  /** Rows of a command of its console, such as SHOW POOLS. */
  async show(command: string): Promise<Record<string, unknown>[]> {
    const client = new pg.Client({ connectionString: this.url('pgbouncer') });
    client.on('error', () => undefined);
    await client.connect();
    try {
      return (await client.query(command)).rows;
    } finally {
      await client.end();
    }
  }

  async stop(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      const exited = once(this.child, 'exit');
      this.child.kill('SIGTERM');
      await exited;
    }
    rmSync(this.folder, { recursive: true, force: true });
  }

  async #ready(): Promise<void> {
    const deadline = Date.now() + START_MS;
    for (;;) {
      try {
        await this.show('SHOW VERSION');
        return;
      } catch (cause) {
        if (this.child.exitCode !== null || Date.now() > deadline) {
          const log = readFileSync(join(this.folder, 'pgbouncer.log'), 'utf8');
          throw new Error(`PgBouncer did not start:\n${log}`, { cause });
        }
        await sleep(20);
      }
    }
  }
}

/** Beside what tests need, the settings that docs/postgres.md recommends. */
function settings(folder: string, port: number, serverPort: number, connections: number): string {
  return `[databases]
* = host=127.0.0.1 port=${serverPort}

[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = ${join(folder, 'users.txt')}
admin_users = ${SERVER_USER}
pool_mode = transaction
server_round_robin = 1
default_pool_size = ${connections}
max_client_conn = 500
query_wait_timeout = 10
server_connect_timeout = 5
server_login_retry = 1
server_idle_timeout = 10
`;
}
