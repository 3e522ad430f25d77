import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { freePort } from './freePort.js';
import { giveToOrdinaryUser, ORDINARY_USER } from './ordinaryUser.js';
import { SERVER_PASSWORD, SERVER_USER, serverUrl } from './postgresServer.js';
import { Program, SYSTEM_PLACE } from './program.js';
import { PGBOUNCER } from './services/installed.js';

/**
 * Debian's PgBouncer in transaction mode, before all databases of a PostgresServer. It refuses startup parameters as
 * it does by default; of the server connections a transaction gets the one that was used longest ago.
 */
export class PgBouncer {
  private constructor(
    private readonly program: Program,
    private readonly folder: string,
    readonly port: number,
  ) {}

  /**
   * @param serverPort  where the PostgresServer listens, which need not run yet
   * @param connections to each of its databases, at most
   */
  static async start(serverPort: number, connections = 8, place = SYSTEM_PLACE): Promise<PgBouncer> {
    const folder = mkdtempSync(join(place.parent, 'pgbouncer-'));
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
    const program = await Program.start({
      name: 'PgBouncer',
      command: PGBOUNCER,
      args: [join(folder, 'pgbouncer.ini')],
      log: join(folder, 'pgbouncer.log'),
      options: { ...ORDINARY_USER, cwd: '/', detached: place.detached },
      answers: () => show(port, 'SHOW VERSION').then(Boolean, () => false),
    });
    return new PgBouncer(program, folder, port);
  }

  /** Connection string of a database, through the pooler. */
  url(database = 'postgres'): string {
    return serverUrl(this.port, database);
  }

  /** Rows of a command of its console, such as SHOW POOLS. */
  show(command: string): Promise<Record<string, unknown>[]> {
    return show(this.port, command);
  }

  async stop(): Promise<void> {
    await this.program.end('SIGTERM');
    rmSync(this.folder, { recursive: true, force: true });
  }
}

async function show(port: number, command: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: serverUrl(port, 'pgbouncer') });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query(command)).rows;
  } finally {
    await client.end();
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
