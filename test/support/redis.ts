import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { freePort } from './freePort.js';
import { REDIS } from './services/installed.js';

const START_MS = 10_000;

/** Databases of one server, numbered from 0. */
export const DATABASES = 1000;

export function redisUrl(port: number, database: number): string {
  return `redis://127.0.0.1:${port}/${database}`;
}

/** A real Redis of a test's own, on 127.0.0.1, which keeps nothing when it ends. */
export class TestRedis {
  #child: ChildProcess | null = null;
  readonly #folder = mkdtempSync(join(tmpdir(), 'redis-'));

  private constructor(
    readonly port: number,
    private readonly policy: string,
  ) {}

  /** @param policy what it does when its memory is full */
  static async start(policy = 'noeviction'): Promise<TestRedis> {
    const redis = await TestRedis.reserve(policy);
    await redis.start();
    return redis;
  }

  /** One that is not started yet, with its address. */
  static async reserve(policy = 'noeviction'): Promise<TestRedis> {
    return new TestRedis(await freePort(), policy);
  }

  get url(): string {
    return redisUrl(this.port, 0);
  }

  /** At the same address each time. */
  async start(): Promise<void> {
    const settings = ['--bind', '127.0.0.1', '--port', String(this.port), '--dir', this.#folder];
    const keepNothing = [
      '--save',
      '',
      '--appendonly',
      'no',
      '--maxmemory-policy',
      this.policy,
      '--databases',
      String(DATABASES),
    ];
    const child = spawn(REDIS, [...settings, ...keepNothing], { stdio: 'ignore' });
    this.#child = child;
    const deadline = Date.now() + START_MS;
    while (!(await this.#answers())) {
      if (child.exitCode !== null || Date.now() > deadline) throw new Error('Redis did not start.');
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** Ends it as a crash does: what it held is lost. */
  async kill(): Promise<void> {
    const child = this.#child;
    this.#child = null;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }

  /** Keeps its connections and answers nothing. */
  pause(): void {
    this.#child?.kill('SIGSTOP');
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
