import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import pg from 'pg';
import { expect, vi } from 'vitest';
import { DEFAULT_LIMITS } from '../../src/domain/options.js';
import { Engine } from '../../src/engine/node/engine.js';
import { type JobsOptions, startJobs } from '../../src/jobs/startJobs.js';
import type { AnalysisEngine, JobLog, JobService } from '../../src/jobs/types.js';
import { PROJECT_ROOT } from '../../src/paths.js';
import { openFolderStore } from '../../src/store/objects/folder.js';
import { openStore } from '../../src/store/openStore.js';
import { receiveUpload } from '../../src/store/receiveUpload.js';
import type {
  JobOptions,
  JobRecord,
  JobStatus,
  ObjectStore,
  Store,
  UploadRecord,
} from '../../src/store/types.js';
import { TEST_POOLS } from './pools.js';
import { startTestDatabase, type TestDatabase } from './postgres.js';
import { TestRedis } from './redis.js';

/** A file of 1,000 alerts, and where it lies. */
export const FILE_FOLDER = join(PROJECT_ROOT, 'test/golden/20_gen1k_semicolon_bom');
export const FILE = readFileSync(join(FILE_FOLDER, 'input.csv'));

const SILENT: JobLog = {
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  child: () => SILENT,
};

/** All that jobs need: a database, a folder of objects, and the engine. */
export class JobsBench {
  /** Whether the queues are in Redis; else in PostgreSQL. */
  static isOverRedis = false;
  private readonly submitted = new Map<string, number>();

  private constructor(
    readonly database: TestDatabase,
    readonly redis: TestRedis | null,
    readonly store: Store,
    readonly objects: ObjectStore,
    readonly engine: Engine,
  ) {}

  static async open(): Promise<JobsBench> {
    const database = await startTestDatabase();
    const store = await openStore({ url: database.url, pools: TEST_POOLS });
    const objects = await openFolderStore(join(database.dataDir, 'objects'));
    const redis = JobsBench.isOverRedis ? await TestRedis.start() : null;
    return new JobsBench(database, redis, store, objects, new Engine({ threads: 1 }));
  }

  untilStatus(id: string, status: JobStatus): Promise<void> {
    return vi.waitFor(async () => expect((await this.store.jobs.get(id))?.status).toBe(status), {
      timeout: 10_000,
    });
  }

  get tmpDir(): string {
    return join(this.database.dataDir, 'tmp');
  }

  /** Starts the service as the only process; with the real engine, or one that behaves otherwise. */
  start(
    engine: AnalysisEngine = this.engine,
    { atOnce = 1, ...changes }: Partial<JobsOptions> & { atOnce?: number } = {},
  ): Promise<JobService> {
    return startJobs({
      store: this.store,
      objects: this.objects,
      engine,
      tmpDir: this.tmpDir,
      settings: {
        threads: 1,
        blockBytes: 65_536,
        limits: DEFAULT_LIMITS,
        utcOffsetMinutes: -180,
        ruleSetId: 'v1',
      },
      queue: { url: this.database.url, redisUrl: this.redis?.url, connections: 3, atOnce, log: SILENT },
      maxAttempts: 3,
      timeoutMs: 60_000,
      housekeepingMs: 600_000,
      webhook: null,
      uploads: { unusedForMs: 86_400_000, keptForMs: null },
      alone: true,
      ...changes,
    });
  }

  upload(content: string | Buffer, fileName = 'alerts.csv'): Promise<UploadRecord> {
    const source = Readable.from([Buffer.from(content)]);
    return receiveUpload(this.store, this.objects, { source, fileName, createdBy: 'ana', maxBytes: 1e9 });
  }

  /** Submits the content for an analysis of its own: with blank lines behind it, each time one more. */
  async submit(jobs: JobService, content: string | Buffer, options: JobOptions = {}): Promise<JobRecord> {
    const times = this.submitted.get(String(content)) ?? 0;
    this.submitted.set(String(content), times + 1);
    const own = Buffer.concat([Buffer.from(content), Buffer.alloc(times, '\n')]);
    return jobs.submitAnalysis({ upload: await this.upload(own), options, createdBy: 'ana' });
  }

  /** Submits the very bytes, however often they have come before. */
  async submitAgain(jobs: JobService, content: string | Buffer, fileName: string): Promise<JobRecord> {
    return jobs.submitAnalysis({
      upload: await this.upload(content, fileName),
      options: {},
      createdBy: 'eva',
    });
  }

  async keys(prefix: string): Promise<string[]> {
    const keys: string[] = [];
    for await (const { key } of this.objects.list(prefix)) keys.push(key);
    return keys.sort();
  }

  /** Names of all schemas of the database. */
  async schemas(): Promise<string[]> {
    const client = new pg.Client({ connectionString: this.database.url });
    await client.connect();
    const { rows } = await client.query<{ name: string }>('SELECT nspname AS name FROM pg_namespace');
    await client.end();
    return rows.map(({ name }) => name);
  }

  async close(): Promise<void> {
    await this.engine.close();
    await this.store.close();
    await this.database.stop();
    await this.redis?.stop();
  }
}

/** Every state that a watcher sees until the job is over. */
export async function statesOf(jobs: JobService, id: string): Promise<JobRecord[]> {
  const states: JobRecord[] = [];
  for await (const state of jobs.watchJob(id)) states.push(state);
  return states;
}
