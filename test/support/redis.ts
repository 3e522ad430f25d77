import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { freePort } from './freePort.js';
import { type Place, Program, SYSTEM_PLACE } from './program.js';
import { REDIS } from './services/installed.js';

/** Databases of one server, numbered from 0. */
export const DATABASES = 1000;

export function redisUrl(port: number, database: number): string {
  return `redis://127.0.0.1:${port}/${database}`;
}

/** A real Redis, on 127.0.0.1, which keeps nothing when it ends. */
export class TestRedis {
  #program: Program | null = null;
  readonly #folder: string;

  private constructor(
    readonly port: number,
    private readonly policy: string,
    private readonly place: Place,
  ) {
    this.#folder = mkdtempSync(join(place.parent, 'redis-'));
  }

  /** @param policy what it does when its memory is full */
  static async start(policy = 'noeviction', place = SYSTEM_PLACE): Promise<TestRedis> {
    const redis = await TestRedis.reserve(policy, place);
    await redis.start();
    return redis;
  }

  /** One that is not started yet, with its address. */
  static async reserve(policy = 'noeviction', place = SYSTEM_PLACE): Promise<TestRedis> {
    return new TestRedis(await freePort(), policy, place);
  }

  get url(): string {
    return redisUrl(this.port, 0);
  }

  /** At the same address each time. */
  async start(): Promise<void> {
    const settings = {
      bind: '127.0.0.1',
      port: this.port,
      dir: this.#folder,
      save: '',
      appendonly: 'no',
      'maxmemory-policy': this.policy,
      databases: DATABASES,
    };
    this.#program = await Program.start({
      name: 'Redis',
      command: REDIS,
      args: Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]),
      log: join(this.#folder, 'redis.log'),
      options: { detached: this.place.detached },
      answers: () => this.#answers(),
    });
  }

  /** Ends it as a crash does: what it held is lost. */
  async kill(): Promise<void> {
    await this.#program?.end('SIGKILL');
    this.#program = null;
  }

  /** Keeps its connections and answers nothing. */
  pause(): void {
    this.#program?.signal('SIGSTOP');
  }

  async stop(): Promise<void> {
    await this.kill();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #answers(): Promise<boolean> {
    const client = new Redis(this.url, { lazyConnect: true, retryStrategy: () => null });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return (await client.ping()) === 'PONG';
    } catch {
      return false;
    } finally {
      client.disconnect();
    }
  }
}
