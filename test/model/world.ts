import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { DATABASE_USER } from '../../src/embedded/cluster.js';
import { Service } from '../support/service.js';

export interface JobState {
  id: string;
  status: string;
  createdAt: string;
  deduplicated: boolean;
  error: { code: string } | null;
  report: { id: string } | null;
  trend: { id: string } | null;
}

const JOB = 'id status createdAt deduplicated error { code } report { id } trend { id }';
const SETTLED_MS = 60_000;
const ENVIRONMENT = { JOBS_AT_ONCE: '2', ENGINE_THREADS: '2', LOG_LEVEL: 'error' };

/** The real service in a folder of its own, through any number of its lives. */
export class World {
  private constructor(
    private readonly folder: string,
    public service: Service,
  ) {}

  static async begin(): Promise<World> {
    const folder = mkdtempSync(join(tmpdir(), 'model-'));
    return new World(folder, await startIn(folder));
  }

  async end(): Promise<void> {
    await this.service.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  async restart(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    await this.service.stop(signal);
    this.service = await startIn(this.folder);
  }

  async job(id: string): Promise<JobState> {
    const { job } = await this.service.data<{ job: JobState }>(
      `query($id: ID!) { job(id: $id) { ${JOB} } }`,
      {
        id,
      },
    );
    return job;
  }

  async jobs(): Promise<JobState[]> {
    return (await this.service.data<{ jobs: JobState[] }>(`{ jobs(first: 200) { ${JOB} } }`)).jobs;
  }

  /** The code of the error of a mutation on an id; null when it went well. */
  async ask(mutation: 'cancelJob' | 'retryJob' | 'deleteReport', id: string): Promise<string | null> {
    const fields = mutation === 'deleteReport' ? '' : '{ id }';
    const { errors } = await this.service.gql(`mutation($id: ID!) { ${mutation}(id: $id) ${fields} }`, {
      id,
    });
    return errors[0]?.extensions.code ?? null;
  }

  /** All jobs, when none of them is under way any more. */
  async settled(): Promise<JobState[]> {
    for (const deadline = Date.now() + SETTLED_MS; ; await sleep(50)) {
      const jobs = await this.jobs();
      if (jobs.every(({ status }) => status !== 'QUEUED' && status !== 'RUNNING')) return jobs;
      if (Date.now() > deadline) {
        throw new Error(`Jobs do not end: ${JSON.stringify(jobs)}\n${this.service.output}`);
      }
    }
  }

  /** Rows of a query against the service's own database. */
  async rows<Row extends pg.QueryResultRow>(query: string): Promise<Row[]> {
    const port = readFileSync(join(this.dataDir, 'postgres/postmaster.pid'), 'utf8').split('\n')[3];
    const password = readFileSync(join(this.dataDir, 'postgres.password'), 'utf8').trim();
    const client = new pg.Client(`postgres://${DATABASE_USER}:${password}@127.0.0.1:${port}/postgres`);
    await client.connect();
    try {
      return (await client.query<Row>(query)).rows;
    } finally {
      await client.end();
    }
  }

  /** Files below a folder of the data directory, as paths relative to it. */
  files(folder: 'objects' | 'tmp'): string[] {
    const root = join(this.dataDir, folder);
    return readdirSync(root, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
      .sort();
  }

  private get dataDir(): string {
    return join(this.folder, 'data');
  }
}

function startIn(folder: string): Promise<Service> {
  return Service.start({ env: ENVIRONMENT, dataDir: join(folder, 'data') });
}
