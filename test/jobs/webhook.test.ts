import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import type { JobService } from '../../src/jobs/types.js';
import { JobsBench, statesOf } from '../support/jobs.js';
import { failing, failingOften } from '../support/pairs.js';

const SECRET = 'sixteen characters and more';

interface Delivery {
  headers: IncomingHttpHeaders;
  body: string;
  at: number;
}

let bench: JobsBench;
let receiver: Server;
let url: string;
let deliveries: Delivery[];
/** Statuses of the answers to come; 200 when there is none left. */
let answers: number[];
let jobs: JobService;
beforeAll(async () => {
  bench = await JobsBench.open();
  receiver = createServer(async (request, response) => {
    deliveries.push({ headers: request.headers, body: await text(request), at: Date.now() });
    response.writeHead(answers.shift() ?? 200, { location: '/elsewhere' }).end();
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`;
});
afterAll(async () => {
  receiver.close();
  await bench.close();
});
beforeEach(() => {
  deliveries = [];
  answers = [];
});
afterEach(() => jobs.close());

const start = (changes = {}) =>
  bench.start(bench.engine, { webhook: { url, secret: SECRET }, tellingPauseMs: 200, ...changes });

const told = (count: number) =>
  vi.waitFor(() => expect(deliveries.length).toBe(count), { timeout: 15_000, interval: 20 });

const untold = async () => (await bench.store.jobs.untold(10)).length;

test('every end is told once, signed: a report, a failure, a cancel', async () => {
  jobs = await start();
  const good = await bench.submit(jobs, failing('2025-01-01 10:00', 'a'));
  const { reportId } = (await statesOf(jobs, good.id)).at(-1) ?? {};
  await told(1);
  const bad = await bench.submit(jobs, 'a;b\n1;2\n');
  await told(2);
  const long = await bench.submit(jobs, failingOften('2025-01-02 10:00', 50_000));
  await jobs.cancel(long.id);
  await told(3);
  await vi.waitFor(async () => expect(await untold()).toBe(0));

  const bodies = deliveries.map(({ body }) => JSON.parse(body));
  expect(bodies).toMatchObject([
    { event: 'job.ended', job: { id: good.id, status: 'SUCCEEDED', reportId, trendId: null, error: null } },
    { job: { id: bad.id, status: 'FAILED', reportId: null, error: { code: 'MISSING_COLUMNS' } } },
    { job: { id: long.id, status: 'CANCELLED', finishedAt: expect.stringMatching(/Z$/) } },
  ]);
  for (const { headers, body } of deliveries) {
    const [, seconds, signature] =
      /^t=(\d+),v1=([0-9a-f]{64})$/.exec(`${headers['x-smartremedy-signature']}`) ?? [];
    expect(signature).toBe(createHmac('sha256', SECRET).update(`${seconds}.${body}`).digest('hex'));
    expect(Math.abs(Date.now() / 1000 - Number(seconds))).toBeLessThan(60);
    expect(headers['content-type']).toBe('application/json');
  }
  expect(new Set(deliveries.map(({ headers }) => headers['x-smartremedy-delivery'])).size).toBe(3);
});

test('a receiver that fails or points elsewhere is told again, after pauses that grow', async () => {
  answers = [500, 302, 503];
  jobs = await start();
  await bench.submit(jobs, failing('2025-01-03 10:00', 'a'));
  await told(4);
  const pauses = deliveries.slice(1).map(({ at }, i) => at - deliveries[i].at);
  expect(pauses[0]).toBeGreaterThanOrEqual(180);
  expect(pauses[1]).toBeGreaterThanOrEqual(380);
  expect(pauses[2]).toBeGreaterThanOrEqual(780);
  expect(new Set(deliveries.map(({ body }) => body)).size).toBe(1);
  await vi.waitFor(async () => expect(await untold()).toBe(0));
});

test('is given up after ten attempts, and never tried again', async () => {
  answers = Array(30).fill(500);
  jobs = await start({ tellingPauseMs: 1 });
  await bench.submit(jobs, failing('2025-01-04 10:00', 'a'));
  await vi.waitFor(async () => expect([deliveries.length, await untold()]).toEqual([10, 0]), {
    timeout: 20_000,
  });
});

test('an end that a stop came before is told by the next start; without a webhook nothing is told', async () => {
  answers = Array(5).fill(500);
  jobs = await start({ tellingPauseMs: 2000 });
  const { id } = await bench.submit(jobs, failing('2025-01-05 10:00', 'a'));
  await told(1);
  await jobs.close();
  answers = [];
  jobs = await start();
  await told(2);
  expect(JSON.parse(deliveries[1].body).job.id).toBe(id);
  await jobs.close();

  jobs = await bench.start();
  const quiet = await bench.submit(jobs, failing('2025-01-06 10:00', 'a'));
  await statesOf(jobs, quiet.id);
  expect(await untold()).toBe(0);
  expect(deliveries.length).toBe(2);
});
