import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { golden } from '../support/golden.js';
import { failing } from '../support/pairs.js';
import { PgBouncer } from '../support/pgbouncer.js';
import { PostgresServer } from '../support/postgresServer.js';
import { Service } from '../support/service.js';
import { hasPgBouncer } from '../support/services/installed.js';

const { bytes } = golden('20_gen1k_semicolon_bom');
const [header, ...rows] = bytes.toString('utf8').split('\n').filter(Boolean);
const TIMES = 60;
const LONG = `${header}\n${`${rows.join('\n')}\n`.repeat(TIMES)}`;
// Small blocks, so that there is a middle in which the database goes away.
const ENV = { ENGINE_BLOCK_BYTES: '64', ENGINE_THREADS: '1', LOG_LEVEL: 'error' };

const soon = { timeout: 40_000, interval: 200 };
const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function start(isPooled: boolean): Promise<{ postgres: PostgresServer; service: Service }> {
  const postgres = await PostgresServer.create();
  closers.push(() => postgres.remove());
  const direct = postgres.url();
  let url = direct;
  if (isPooled) {
    const pgbouncer = await PgBouncer.start(postgres.port);
    closers.push(() => pgbouncer.stop());
    url = pgbouncer.url();
  }
  const service = await Service.start({ env: { ...ENV, DATABASE_URL: url, DATABASE_DIRECT_URL: direct } });
  closers.push(() => service.stop());
  return { postgres, service };
}

const readiness = async (service: Service) => {
  const response = await fetch(`${service.url}/health/ready`);
  return [response.status, (((await response.json()) as { dependencies: { database: string } }).dependencies.database];
};

interface Job {
  status: string;
  attempts: number;
  rowsRead: number;
  report: { id: string } | null;
}

/** The last state of a job, however often the way to it breaks. */
async function ended(service: Service, id: string): Promise<Job> {
  const query = 'query($id: ID!) { job(id: $id) { status attempts rowsRead report { id } } }';
  let job: Job | undefined;
  await expect
    .poll(async () => {
      job = (await service.gql<{ job: Job }>(query, { id })).data?.job;
      return job?.status;
    }, soon)
    .not.toMatch(/QUEUED|RUNNING|^$/);
  if (!job) throw new Error('There is no such job.');
  return job;
}

describe.each([
  ['without a pooler', false],
  ['behind PgBouncer', true],
] as const)('PostgreSQL is restarted under the service, %s', (_, isPooled) => {
  test.skipIf(isPooled && !hasPgBouncer())('the service says so, refuses uploads, and goes on by itself', async () => {
    const { postgres, service } = await start(isPooled);
    const { pid } = service;
    const first = await service.analyse({ bytes: failing('2025-03-01 10:00', 'a') });
    expect(first.status).toBe('SUCCEEDED');
    const { data } = await service.upload({ bytes: LONG });
    const id = data?.uploadReport.id ?? '';
    await expect
      .poll(async () => (await service.data<{ job: Job }>('query($id: ID!) { job(id: $id) { status rowsRead } }', { id })).job.rowsRead, soon)
      .toBeGreaterThan(0);

    await postgres.stop();
    const objects = await service.backing.objects.keys('uploads/');
    console.log(await readiness(service));
    let t = Date.now();
    const put = await fetch(`${service.url}/uploads?fileName=now.csv`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${service.token}` },
      body: failing('2025-03-02 10:00', 'a'),
    });
    console.log('put', put.status, await put.text(), Date.now() - t);
    t = Date.now();
    console.log(JSON.stringify((await service.gql('{ reports { totalCount } }')).errors), Date.now() - t);
    console.log((await fetch(`${service.url}/health/live`)).status);
    expect(await service.backing.objects.keys('uploads/')).toEqual(objects);
    await sleep(4000);
    t = Date.now();
    await postgres.start();
    await expect.poll(() => readiness(service), soon).toEqual([200, 'ok']);
    console.log('ready after', Date.now() - t);
    const job = await ended(service, id);
    console.log('ended after', Date.now() - t, job);
    expect(job).toMatchObject({ status: 'SUCCEEDED', rowsRead: rows.length * TIMES });
    const next = await service.analyse({ bytes: failing('2025-03-03 10:00', 'a') });
    console.log('next', next, Date.now() - t);
    expect(await service.data('{ reports { totalCount } }')).toEqual({ reports: { totalCount: 3 } });
    expect(service.pid).toBe(pid);
    console.log(service.output);
  }, 180_000);
});
