import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DIST } from '../../src/paths.js';
import { ServiceProcess } from '../../stack/serviceProcess.js';
import { Program } from '../../test/support/program.js';
import { Databases } from '../../test/support/services/databases.js';
import { CpuLimit } from './cpuLimit.js';
import { type Deployment, newFolder, PASSWORD, running, UNLIMITED } from './deployment.js';
import { User } from './user.js';

const SECRET = 'of the bench: thirty-two characters and more';

/** Where a worker runs, and how much. */
export interface WorkerPlace {
  /** The only one that it runs on. */
  core: number;
  /** Of a CPU; 1 is all of it. */
  cpus: number;
}

interface RunningWorker {
  process: ServiceProcess;
  limit: CpuLimit | null;
}

export interface ServicesOptions {
  objects: 'folder' | 's3';
  workers: number;
  /** Beside what they need to find the rest. */
  workerEnv?: Record<string, string>;
}

/**
 * One API and workers over PostgreSQL behind PgBouncer, two Redis, and a folder or an S3 server. PostgreSQL syncs its
 * commits, as in production.
 */
export class Services implements Deployment {
  readonly #folder = newFolder();
  readonly #workers: RunningWorker[] = [];
  #s3: Program | null = null;
  #databases: Databases | null = null;
  #api: ServiceProcess | null = null;
  #user: User | null = null;
  #env: Record<string, string> = {};

  private constructor(private readonly options: ServicesOptions) {}

  static async start(options: ServicesOptions): Promise<Services> {
    const services = new Services(options);
    running.add(services);
    try {
      await services.#start();
    } catch (error) {
      await services.stop();
      throw error;
    }
    return services;
  }

  get url(): string {
    return this.#api?.url ?? '';
  }

  get user(): User {
    if (this.#user === null) throw new Error('Nobody has signed in.');
    return this.#user;
  }

  get databaseUrl(): string {
    return this.#env.DATABASE_DIRECT_URL;
  }

  get cacheUrl(): string {
    return this.#env.REDIS_CACHE_URL;
  }

  pids(): Record<string, number> {
    return Object.fromEntries(this.#processes.map(({ name, pid }) => [name, pid]));
  }

  warnings(): string[] {
    return this.#processes.flatMap((one) => one.warnings());
  }

  /**
   * @param place default: wherever there is room
   * @returns whether it is limited as its place says, which not every machine lets
   */
  async addWorker(place?: WorkerPlace): Promise<boolean> {
    const name = `worker-${this.#workers.length + 1}`;
    const env = { ...this.#env, ...this.options.workerEnv, ROLE: 'worker' };
    const worker = await ServiceProcess.start({ name, folder: this.#folder, env });
    const added: RunningWorker = { process: worker, limit: null };
    this.#workers.push(added);
    if (place === undefined) return false;
    pin(worker.pid, place.core);
    added.limit = CpuLimit.set(worker.pid, place.cpus);
    return added.limit !== null;
  }

  async stop(): Promise<void> {
    running.delete(this);
    await this.#user?.close();
    await Promise.all([this.#api?.end(), ...this.#workers.map(endWorker)]);
    await this.#s3?.end('SIGTERM');
    await this.#databases?.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  get #processes(): ServiceProcess[] {
    return [...(this.#api ? [this.#api] : []), ...this.#workers.map(({ process }) => process)];
  }

  async #start(): Promise<void> {
    this.#databases = await Databases.start({ parent: this.#folder, detached: false }, { fsync: 'on' });
    this.#env = {
      ...this.#databases.environment(),
      ...(this.options.objects === 's3'
        ? await this.#startS3()
        : { OBJECTS_DIR: join(this.#folder, 'objects') }),
      ...UNLIMITED,
      JWT_SECRET: SECRET,
    };
    const env = { ...this.#env, ROLE: 'api' };
    this.#api = await ServiceProcess.start({ name: 'api', folder: this.#folder, env });
    for (let i = 0; i < this.options.workers; i++) await this.addWorker();
    this.#user = await User.signIn(this.url, 'admin', PASSWORD);
  }

  async #startS3(): Promise<Record<string, string>> {
    const log = join(this.#folder, 's3.log');
    this.#s3 = await Program.start({
      name: 'The S3 server',
      command: process.execPath,
      args: [join(DIST, 'bench/service/s3Server.js')],
      log,
      options: { env: { ...process.env, TMPDIR: this.#folder } },
      answers: () => readFileSync(log, 'utf8').endsWith('\n'),
    });
    return JSON.parse(readFileSync(log, 'utf8').trim().split('\n').at(-1) ?? '{}');
  }
}

async function endWorker({ process, limit }: RunningWorker): Promise<void> {
  await process.end();
  limit?.remove();
}

function pin(pid: number, core: number): void {
  const args = ['--all-tasks', '--cpu-list', '--pid', String(core), String(pid)];
  execFileSync('taskset', args, { stdio: 'ignore' });
}
