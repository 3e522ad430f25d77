import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ReadableStream } from 'node:stream/web';
import { Service } from './service.js';
import { Backends } from './services/backends.js';
import { TcpProxy } from './tcpProxy.js';

/** What can be away, each for all processes at once. */
type Way = 'pooled' | 'direct' | 'queue' | 'cache' | 'objects';

/** Processes of the service over servers that they reach by ways which can be cut. */
export class FaultyTopology {
  readonly #folder = mkdtempSync(join(tmpdir(), 'faults-'));
  readonly #services: Service[] = [];
  #processes = 0;

  private constructor(
    readonly backends: Backends,
    readonly ways: Record<Way, TcpProxy>,
  ) {}

  /** Without a process; they are started one by one. */
  static async open(): Promise<FaultyTopology> {
    const backends = await Backends.start();
    const { databases, s3 } = backends;
    const { pgbouncer, postgres, queue, cache } = databases;
    const [pooled, direct, toQueue, toCache, objects] = await Promise.all(
      [pgbouncer, postgres, queue, cache, s3].map(({ port }) => TcpProxy.open(port)),
    );
    return new FaultyTopology(backends, { pooled, direct, queue: toQueue, cache: toCache, objects });
  }

  async start(role: 'api' | 'worker', env: Record<string, string> = {}): Promise<Service> {
    const { pooled, direct, queue, cache, objects } = this.ways;
    const given = this.backends.environment();
    const service = await Service.start({
      dataDir: join(this.#folder, `process-${this.#processes++}`),
      env: {
        ...given,
        ROLE: role,
        ENGINE_THREADS: '1',
        DATABASE_URL: pooled.through(given.DATABASE_URL),
        DATABASE_DIRECT_URL: direct.through(given.DATABASE_DIRECT_URL),
        REDIS_URL: queue.through(given.REDIS_URL),
        REDIS_CACHE_URL: cache.through(given.REDIS_CACHE_URL),
        S3_ENDPOINT: objects.through(given.S3_ENDPOINT),
        ...env,
      },
    });
    this.#services.push(service);
    return service;
  }

  async restore(): Promise<void> {
    await Promise.all(Object.values(this.ways).map((way) => way.restore()));
  }

  async close(): Promise<void> {
    for (const service of this.#services) await service.stop('SIGKILL');
    await Promise.all(Object.values(this.ways).map((way) => way.close()));
    await this.backends.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

export interface Readiness {
  http: number;
  status: 'ok' | 'degraded' | 'unavailable';
  dependencies: Record<string, 'ok' | 'unavailable'>;
}

export async function readiness(service: Service): Promise<Readiness> {
  const response = await fetch(`${service.url}/health/ready`);
  return { http: response.status, ...((await response.json()) as Omit<Readiness, 'http'>) };
}

/** What `PUT /uploads` answers: the upload, or the code of the refusal. */
export async function put(
  service: Service,
  body: Buffer | ReadableStream,
): Promise<{ http: number; code?: string; uploadId?: string }> {
  const response = await fetch(`${service.url}/uploads?fileName=alerts.csv`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${service.token}` },
    body,
    duplex: 'half',
  });
  const { error, uploadId } = (await response.json()) as { error?: { code: string }; uploadId?: string };
  return { http: response.status, code: error?.code, uploadId };
}
