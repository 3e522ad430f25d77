import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Backends } from '../test/support/services/backends.js';
import { ServiceProcess } from './serviceProcess.js';

const API_PROCESSES = 2;
const WORKERS = 2;

/**
 * The topology of docker-compose.yml as plain processes: PostgreSQL behind PgBouncer, Redis for the queue and for the
 * cache, an S3 server, two APIs and two workers, all on free ports of 127.0.0.1.
 */
export class Topology {
  /** What all of them keep, and their logs. */
  readonly folder = mkdtempSync(join(tmpdir(), 'smartremedy-stack-'));
  readonly password = process.env.ADMIN_PASSWORD ?? randomBytes(12).toString('base64url');
  readonly apis: ServiceProcess[] = [];
  readonly workers: ServiceProcess[] = [];
  private backends: Backends | null = null;
  private starting: Promise<void> = Promise.resolve();

  /**
   * Starts everything; resolves when all of it answers.
   * @param workerEnv variables of the workers, beside those by which they find the rest
   */
  start(workerEnv: Record<string, string> = {}): Promise<void> {
    this.starting = this.startAll(workerEnv);
    return this.starting;
  }

  /** How to reach what runs, line by line. */
  describe(): string[] {
    if (!this.backends) return [];
    const { databases, s3 } = this.backends;
    const { postgres, pgbouncer, queue, cache } = databases;
    return [
      `PostgreSQL  127.0.0.1:${postgres.port}, behind PgBouncer 127.0.0.1:${pgbouncer.port}`,
      `Redis       queue 127.0.0.1:${queue.port}, cache 127.0.0.1:${cache.port}`,
      `S3          ${s3.url}`,
      ...this.apis.map(({ name, url, pid }) => `${name}       ${url}/graphql  ${url}/graphiql  (pid ${pid})`),
      ...this.workers.map(({ name, url, pid }) => `${name}    ${url}/health/ready  (pid ${pid})`),
      `User        admin, password ${this.password}`,
      `Logs        ${this.folder}`,
    ];
  }

  /** Ends every process, those of the service first; what is being started is waited for. */
  async stop(): Promise<void> {
    await this.starting.catch(() => undefined);
    await Promise.all([...this.apis, ...this.workers].map((service) => service.end()));
    await this.backends?.stop();
  }

  removeFolder(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async startAll(workerEnv: Record<string, string>): Promise<void> {
    // PostgreSQL and PgBouncer do not run as root; their folders lie in this one.
    chmodSync(this.folder, 0o711);
    this.backends = await Backends.start({ parent: this.folder, detached: true });
    const shared = {
      ...this.backends.environment(),
      JWT_SECRET: randomBytes(32).toString('hex'),
      ADMIN_PASSWORD: this.password,
    };
    const start = async (into: ServiceProcess[], name: string, env: Record<string, string>) => {
      into.push(await ServiceProcess.start({ name, folder: this.folder, env: { ...shared, ...env } }));
    };
    const starts = [
      ...numbered(API_PROCESSES, 'api').map((name) => start(this.apis, name, { ROLE: 'api' })),
      ...numbered(WORKERS, 'worker').map((name) =>
        start(this.workers, name, { ROLE: 'worker', ...workerEnv }),
      ),
    ];
    // One that fails does not leave the others behind: they are there to be ended.
    await Promise.allSettled(starts);
    await Promise.all(starts);
    for (const group of [this.apis, this.workers]) group.sort((a, b) => a.name.localeCompare(b.name));
  }
}

function numbered(count: number, name: string): string[] {
  return Array.from({ length: count }, (_, i) => `${name}-${i + 1}`);
}
