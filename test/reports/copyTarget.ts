import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { startTestDatabase, type TestDatabase } from '../support/postgres.js';

/** A real PostgreSQL, and a client of it that loads what reports write for COPY. */
export class CopyTarget {
  private constructor(
    private readonly database: TestDatabase,
    readonly client: pg.Client,
  ) {}

  static async open(): Promise<CopyTarget> {
    const database = await startTestDatabase();
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    return new CopyTarget(database, client);
  }

  /** @param statement COPY … FROM STDIN */
  async load(statement: string, chunks: Iterable<Uint8Array>): Promise<void> {
    const copies = Array.from(chunks, (chunk) => Buffer.from(chunk));
    await pipeline(Readable.from(copies), this.client.query(copyFrom(statement)));
  }

  async close(): Promise<void> {
    await this.client.end();
    await this.database.stop();
  }
}
