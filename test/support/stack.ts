import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';
import { openStore } from '../../src/store/openStore.js';
import type { JobRecord, JobStatus, Store } from '../../src/store/types.js';
import { golden } from './golden.js';
import { hasInHand } from './inHand.js';
import { ownBytes } from './ownBytes.js';
import { TEST_POOLS } from './pools.js';
import { startTestDatabase, type TestDatabase } from './postgres.js';
import { TestRedis } from './redis.js';
import { Service } from './service.js';

/** Several processes of the service over one PostgreSQL, one Redis and one folder of files. */
export class Stack {
  readonly #folder = mkdtempSync(join(tmpdir(), 'stack-'));
  readonly #services: Service[] = [];
  #folders = 0;

  private constructor(
    private readonly database: TestDatabase,
    readonly store: Store,
    readonly redis: TestRedis,
  ) {}

  /** Without Redis and without processes, which are started one by one. */
  static async open(): Promise<Stack> {
    const database = await startTestDatabase();
    const store = await openStore({ url: database.url, pools: TEST_POOLS });
    return new Stack(database, store, await TestRedis.reserve());
  }

  /** A process of this role, each with a folder of its own. */
  async start(role: 'api' | 'worker', env: Record<string, string> = {}): Promise<Service> {
    const service = await Service.start({
      dataDir: join(this.#folder, `process-${this.#folders++}`),
      env: {
        ROLE: role,
        DATABASE_URL: this.database.url,
        REDIS_URL: this.redis.url,
        OBJECTS_DIR: join(this.#folder, 'objects'),
        ENGINE_THREADS: '1',
        ...env,
      },
    });
    this.#services.push(service);
    return service;
  }

  untilStatus(id: string, status: JobStatus, timeoutMs = 20_000): Promise<JobRecord> {
    const look = async () => {
      const job = await this.store.jobs.get(id);
      if (job?.status !== status) throw new Error(`The job is ${job?.status}, not ${status}.`);
      return job;
    };
    return vi.waitFor(look, { timeout: timeoutMs, interval: 20 });
  }

  async close(): Promise<void> {
    for (const service of this.#services) await service.stop('SIGKILL');
    await this.store.close();
    await this.database.stop();
    await this.redis.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** Whether an attempt at the job is in hand of this process. */
export function worksOn(service: Service, jobId: string): boolean {
  return hasInHand(service.dataDir, jobId);
}

/** The rows of a golden file, over and over, in bytes that have not come before. */
export function longFile(repeats: number): Buffer {
  const [header, ...rows] = golden('20_gen1k_semicolon_bom')
    .bytes.toString('utf8')
    .split('\n')
    .filter(Boolean);
  return ownBytes(`${header}\n${`${rows.join('\n')}\n`.repeat(repeats)}`);
}
