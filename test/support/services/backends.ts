import { PgBouncer } from '../pgbouncer.js';
import { PostgresServer } from '../postgresServer.js';
import { type Place, SYSTEM_PLACE } from '../program.js';
import { TestRedis } from '../redis.js';
import { TestS3 } from '../s3.js';

/** What the processes of a service share, as docker-compose.yml has it: each a server of its own on 127.0.0.1. */
export class Backends {
  private constructor(
    readonly postgres: PostgresServer,
    readonly pgbouncer: PgBouncer,
    readonly queue: TestRedis,
    readonly cache: TestRedis,
    readonly s3: TestS3,
  ) {}

  /** @param changes of the settings of PostgreSQL */
  static async start(place: Place = SYSTEM_PLACE, changes: Record<string, string> = {}): Promise<Backends> {
    const started: { stop(): Promise<void> }[] = [];
    const keep = <Server extends { stop(): Promise<void> }>(server: Server): Server => {
      started.push(server);
      return server;
    };
    try {
      const postgres = keep(await PostgresServer.create(undefined, place, changes));
      return new Backends(
        postgres,
        keep(await PgBouncer.start(postgres.port, undefined, place)),
        keep(await TestRedis.start('noeviction', place)),
        keep(await TestRedis.start('allkeys-lru', place)),
        keep(await TestS3.start(undefined, place.parent)),
      );
    } catch (error) {
      for (const server of started.reverse()) await server.stop();
      throw error;
    }
  }

  /** The variables by which a process finds them. */
  environment(): Record<string, string> {
    return {
      DATABASE_URL: this.pgbouncer.url(),
      DATABASE_DIRECT_URL: this.postgres.url(),
      REDIS_URL: this.queue.url,
      REDIS_CACHE_URL: this.cache.url,
      ...this.s3.environment(),
    };
  }

  async stop(): Promise<void> {
    await Promise.all([this.pgbouncer.stop(), this.queue.stop(), this.cache.stop(), this.s3.stop()]);
    await this.postgres.remove();
  }
}
