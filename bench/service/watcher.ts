import { readFileSync } from 'node:fs';
import pg from 'pg';

const LOOK_EVERY_MS = 250;

const STATE = `
SELECT (SELECT count(*)::int FROM jobs WHERE status = 'QUEUED') AS queued,
  (SELECT count(*)::int FROM jobs WHERE status = 'RUNNING') AS running,
  (SELECT count(*)::int FROM pg_stat_activity
   WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()) AS connections`;

/** What was seen at one moment. */
export interface Look {
  /** Milliseconds since the beginning. */
  atMs: number;
  /** Jobs that wait, and those that are worked on. */
  queued: number;
  running: number;
  /** Of all clients of PostgreSQL, but for this one. */
  connections: number;
  /** Of each process of the service, in bytes. */
  rss: Record<string, number>;
}

/** Looks at a service from beside it, four times a second. */
export class Watcher {
  readonly #looks: Look[] = [];
  readonly #beganAt = performance.now();
  #isOver = false;
  readonly #watching: Promise<void>;

  private constructor(
    private readonly client: pg.Client,
    private readonly pids: Record<string, number>,
  ) {
    this.#watching = this.#watch();
    this.#watching.catch(() => undefined);
  }

  /**
   * @param databaseUrl without a pooler between
   * @param pids        of the processes of the service, by name
   */
  static async begin(databaseUrl: string, pids: Record<string, number>): Promise<Watcher> {
    const client = new pg.Client({ connectionString: databaseUrl });
    // A server that ends between two looks is met by the next one.
    client.on('error', () => undefined);
    await client.connect();
    return new Watcher(client, pids);
  }

  async end(): Promise<Look[]> {
    this.#isOver = true;
    try {
      await this.#watching;
    } finally {
      await this.client.end();
    }
    return this.#looks;
  }

  async #watch(): Promise<void> {
    while (!this.#isOver) {
      const { rows } = await this.client.query<Pick<Look, 'queued' | 'running' | 'connections'>>(STATE);
      const rss = Object.fromEntries(Object.entries(this.pids).map(([name, pid]) => [name, rssOf(pid)]));
      this.#looks.push({ atMs: Math.round(performance.now() - this.#beganAt), ...rows[0], rss });
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
  }
}

/** Resident memory of a process, in bytes. */
function rssOf(pid: number): number {
  const kilobytes = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kilobytes) * 1024;
}
