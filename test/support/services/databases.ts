import { PgBouncer } from '../pgbouncer.js';
import { PostgresServer } from '../postgresServer.js';
import { type Place, SYSTEM_PLACE } from '../program.js';
import { TestRedis } from '../redis.js';

/** Where the processes of a service share what is no file: each a server of its own on 127.0.0.1. */
export class Databases {
  private constructor(
    readonly postgres: PostgresServer,
    readonly pgbouncer: PgBouncer,
    readonly queue: TestRedis,
    readonly cache: TestRedis,
  ) {}

  /** @param changes of the settings of PostgreSQL */
  static async start(place: Place = SYSTEM_PLACE, changes: Record<string, string> = {}): Promise<Databases> {
    const started: { stop(): Promise<void> }[] = [];
    const keep = <Server extends { stop(): Promise<void> }>(server: Server): Server => {
      started.push(server);
      return server;
    };
    try {
      const postgres = keep(await PostgresServer.create(undefined, place, changes));
      return new Databases(
        postgres,
        keep(await PgBouncer.start(postgres.port, undefined, place)),
        keep(await TestRedis.start('noeviction', place)),
        keep(await TestRedis.start('allkeys-lru', place)),
      );
    } catch (error) {
      for (const server of started.reverse()) await server.stop();
      throw error;
    }
  }

  /** The variables by which a process finds them. */
  environment() {
    return {
      DATABASE_URL: this.pgbouncer.url(),
      DATABASE_DIRECT_URL: this.postgres.url(),
      REDIS_URL: this.queue.url,
      REDIS_CACHE_URL: this.cache.url,
    };
  }

  async stop(): Promise<void> {
    await Promise.all([this.pgbouncer.stop(), this.queue.stop(), this.cache.stop()]);
    await this.postgres.remove();
  }
}
