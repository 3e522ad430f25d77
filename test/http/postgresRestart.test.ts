import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { failing } from '../support/pairs.js';
import { PgBouncer } from '../support/pgbouncer.js';
import { PostgresServer } from '../support/postgresServer.js';
import { Service } from '../support/service.js';
import { hasPgBouncer } from '../support/services/installed.js';
import { longFile } from '../support/stack.js';

const TIMES = 60;
const ROWS = 1000 * TIMES;
// Small blocks, so that there is a middle in which the database goes away.
const ENV = { ENGINE_BLOCK_BYTES: '64', ENGINE_THREADS: '1', LOG_LEVEL: 'silent' };

/** Long enough for the analysis to come to its end while the database is away. */
const OUTAGE_MS = 4_000;
const SOON = { timeout: 20_000, interval: 50 };

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function start(isPooled: boolean): Promise<{ postgres: PostgresServer; service: Service }> {
  const postgres = await PostgresServer.create();
  closers.push(() => postgres.remove());
  const direct = postgres.url();
  const pgbouncer = isPooled ? await PgBouncer.start(postgres.port) : null;
  if (pgbouncer) closers.push(() => pgbouncer.stop());
  const url = pgbouncer?.url() ?? direct;
  const service = await Service.start({ env: { ...ENV, DATABASE_URL: url, DATABASE_DIRECT_URL: direct } });
  closers.push(() => service.stop());
  return { postgres, service };
}

async function readiness(service: Service): Promise<unknown> {
  const response = await fetch(`${service.url}/health/ready`);
  return { http: response.status, ...((await response.json()) as object) };
}

async function put(service: Service, body: string): Promise<unknown> {
  const response = await fetch(`${service.url}/uploads?fileName=now.csv`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${service.token}` },
    body,
  });
  const { error } = (await response.json()) as { error?: { code: string } };
  return { http: response.status, code: error?.code };
}

interface Job {
  status: string;
  attempts: number;
  rowsRead: number;
}

async function jobOf(service: Service, id: string): Promise<Job | undefined> {
  const query = 'query($id: ID!) { job(id: $id) { status attempts rowsRead } }';
  return (await service.gql<{ job: Job }>(query, { id })).data?.job;
}

describe.each([
  ['without a pooler', false],
  ['behind PgBouncer', true],
])('PostgreSQL is restarted under the service, %s', (_, isPooled) => {
  test.skipIf(isPooled && !hasPgBouncer())(
    'which says so, refuses uploads, and goes on by itself; the job in hand ends once',
    async () => {
      const { postgres, service } = await start(isPooled);
      await service.analyse({ bytes: failing('2025-03-01 10:00', 'a') });
      const { data } = await service.upload({ bytes: longFile(TIMES) });
      const id = data?.uploadReport.id ?? '';
      await expect.poll(async () => (await jobOf(service, id))?.rowsRead, SOON).toBeGreaterThan(0);
      const kept = await service.backing.objects.keys('uploads/');

      await postgres.stop();
      expect(await readiness(service)).toMatchObject({
        http: 503,
        status: 'unavailable',
        dependencies: { database: 'unavailable', objects: 'ok' },
      });
      expect((await fetch(`${service.url}/health/live`)).status).toBe(200);
      expect(await put(service, failing('2025-03-02 10:00', 'a'))).toEqual({
        http: 503,
        code: 'UNAVAILABLE',
      });
      const { errors } = await service.gql('{ reports { totalCount } }');
      expect(errors[0].extensions.code).toBe('UNAVAILABLE');
      expect(await service.backing.objects.keys('uploads/')).toEqual(kept);
      await sleep(OUTAGE_MS);

      await postgres.start();
      await expect.poll(() => readiness(service), SOON).toMatchObject({ http: 200, status: 'ok' });
      await expect
        .poll(() => jobOf(service, id), SOON)
        .toMatchObject({ status: 'SUCCEEDED', rowsRead: ROWS });
      // The attempt whose commit met the outage is made again; behind a pooler the commit may have waited for its end.
      expect((await jobOf(service, id))?.attempts).toBeLessThanOrEqual(2);
      expect(await service.analyse({ bytes: failing('2025-03-03 10:00', 'a') })).toEqual({
        status: 'SUCCEEDED',
      });
      const { reports, jobs } = await service.data<{ reports: object; jobs: object[] }>(
        '{ reports { totalCount } jobs { status } }',
      );
      expect(reports).toEqual({ totalCount: 3 });
      expect(jobs).toEqual(Array(3).fill({ status: 'SUCCEEDED' }));
    },
  );
});
