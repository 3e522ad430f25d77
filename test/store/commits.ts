import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { openStore } from '../../src/store/openStore.js';
import type { InvalidRowRecord, Store } from '../../src/store/types.js';
import { writeCaseRows, writeInvalidRows } from '../support/copyFiles.js';
import { TEST_POOLS } from '../support/pools.js';
import { startTestDatabase, type TestDatabase } from '../support/postgres.js';
import { caseSample } from '../support/records.js';

/** A store over a real PostgreSQL, the files that a commit takes, and a look at what it leaves. */
export class Commits {
  private constructor(
    private readonly database: TestDatabase,
    readonly store: Store,
  ) {}

  static async open(): Promise<Commits> {
    const database = await startTestDatabase();
    return new Commits(database, await openStore({ url: database.url, pools: TEST_POOLS }));
  }

  get url(): string {
    return this.database.url;
  }

  get folder(): string {
    return this.database.dataDir;
  }

  async close(): Promise<void> {
    await this.store.close();
    await this.database.stop();
  }

  /** A file of as many cases as asked for. */
  caseRowsFile(reportId: string, cases: number): string {
    const path = join(this.database.dataDir, `${randomUUID()}.copy`);
    writeCaseRows(
      path,
      Array.from({ length: cases }, (_, seq) => caseSample(reportId, seq)),
    );
    return path;
  }

  invalidRowsFile(reportId: string, rows: InvalidRowRecord[]): string {
    const path = join(this.database.dataDir, `${randomUUID()}.copy`);
    writeInvalidRows(path, reportId, rows);
    return path;
  }

  /** Resolves when some commit has come to its case rows. */
  async untilCopying(): Promise<void> {
    const copying = "SELECT 1 FROM pg_stat_activity WHERE state = 'active' AND query LIKE 'COPY cases%'";
    await this.#asked(async (client) => {
      while ((await client.query(copying)).rowCount === 0) await sleep(5);
    });
  }

  rowsOf(table: 'cases' | 'reports' | 'invalid_rows', column: string, id: string): Promise<number> {
    return this.#asked(async (client) => {
      const { rows } = await client.query<{ n: number }>(
        `SELECT count(*)::int AS n FROM ${table} WHERE ${column} = $1`,
        [id],
      );
      return rows[0].n;
    });
  }

  async #asked<T>(ask: (client: pg.Client) => Promise<T>): Promise<T> {
    const client = new pg.Client({ connectionString: this.database.url });
    await client.connect();
    try {
      return await ask(client);
    } finally {
      await client.end();
    }
  }
}
