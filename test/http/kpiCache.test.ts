import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ownBytes } from '../support/ownBytes.js';
import { failing } from '../support/pairs.js';
import { TestRedis } from '../support/redis.js';
import { Service } from '../support/service.js';
import { hasRedis } from '../support/services/installed.js';
import { Stack } from '../support/stack.js';

const DASHBOARD = `{ dashboard {
  latest { id } kpis { totalCases }
  latestTrend { previous { id } current { id } }
  trendHistory { id }
} }`;

interface Dashboard {
  latest: { id: string } | null;
  kpis: { totalCases: number } | null;
  latestTrend: { previous: { id: string }; current: { id: string } } | null;
  trendHistory: { id: string }[];
}

const NOTHING = { latest: null, kpis: null, latestTrend: null, trendHistory: [] };
const AT_ONCE_MS = 1500;

/** Asked twice: the second answer is the one that is kept, where anything is. */
async function dashboardOf(service: Service): Promise<Dashboard> {
  await service.data(DASHBOARD);
  return (await service.data<{ dashboard: Dashboard }>(DASHBOARD)).dashboard;
}

async function analysed(service: Service, day: number, ...nodes: string[]): Promise<string> {
  const bytes = ownBytes(failing(`2025-03-0${day} 10:00`, ...nodes));
  const job = await service.analyse<{ status: string; report: { id: string } }>({ bytes }, 'report { id }');
  return job.report.id;
}

/** What changes is asked of one service, and the dashboards of all have to show it. */
async function showsEveryChange(changing: Service, showing: Service[]): Promise<void> {
  const dashboards = () => Promise.all(showing.map(dashboardOf));
  const all = (expected: unknown) => showing.map(() => expected);
  expect(await dashboards()).toEqual(all(NOTHING));

  const first = await analysed(changing, 1, 'a');
  expect(await dashboards()).toEqual(all({ ...NOTHING, latest: { id: first }, kpis: { totalCases: 1 } }));

  const third = await analysed(changing, 3, 'a', 'b');
  const firstToThird = { previous: { id: first }, current: { id: third } };
  expect(await dashboards()).toMatchObject(all({ kpis: { totalCases: 2 }, latestTrend: firstToThird }));

  // It comes between the two, and the trend of the later one is made anew.
  const second = await analysed(changing, 2, 'a', 'b', 'c');
  const secondToThird = { previous: { id: second }, current: { id: third } };
  expect(await dashboards()).toMatchObject(all({ latest: { id: second }, latestTrend: secondToThird }));
  expect((await dashboards())[0].trendHistory).toHaveLength(2);

  await changing.data('mutation($id: ID!) { deleteReport(id: $id) }', { id: second });
  expect(await dashboards()).toMatchObject(all({ latest: { id: third }, latestTrend: firstToThird }));
  const asked = await showing[0].data('query($id: ID!) { report(id: $id) { kpis { totalCases } } }', {
    id: second,
  });
  expect(asked).toEqual({ report: null });
}

describe('one process', () => {
  let service: Service;
  beforeAll(async () => {
    service = await Service.start();
  });
  afterAll(() => service?.stop());

  test('the dashboard shows every change at once', () => showsEveryChange(service, [service]));

  test('what is kept is shown to nobody who may not see it', async () => {
    await service.data(DASHBOARD);
    const { data, errors } = await service.gql(DASHBOARD, {}, null);
    expect(data).toBeNull();
    expect(errors[0].extensions.code).toBe('UNAUTHENTICATED');
  });

  test('links are made anew, and an error is not kept', async () => {
    const links = '{ dashboard { latest { artifacts { url } } } }';
    expect(Object.keys(await service.data(links))).toEqual(['dashboard']);
    const wrong = '{ dashboard { trendHistory(first: 0) { id } } }';
    for (const { errors } of [await service.gql(wrong), await service.gql(wrong)])
      expect(errors[0].extensions.code).toBe('BAD_USER_INPUT');
  });
});

describe.skipIf(!hasRedis())('several processes and Redis', () => {
  let stack: Stack;
  let cache: TestRedis;
  let apis: Service[];
  beforeAll(async () => {
    stack = await Stack.open();
    await stack.redis.start();
    cache = await TestRedis.start('allkeys-lru');
    const env = { REDIS_CACHE_URL: cache.url };
    apis = await Promise.all([stack.start('api', env), stack.start('api', env)]);
    await stack.start('worker', env);
  });
  afterAll(async () => {
    await stack?.close();
    await cache?.stop();
  });

  test('the dashboards of all show every change at once', () => showsEveryChange(apis[0], apis));

  test('without Redis of the cache all is answered, quickly and as it is, and health says so', async () => {
    const before = await dashboardOf(apis[0]);
    await cache.kill();
    const begun = performance.now();
    expect(await dashboardOf(apis[0])).toEqual(before);
    expect(performance.now() - begun).toBeLessThan(AT_ONCE_MS);

    const id = await analysed(apis[0], 4, 'd');
    for (const api of apis) expect((await dashboardOf(api)).latest).toEqual({ id });
    const health = await fetch(`${apis[1].url}/health/ready`);
    expect(health.status).toBe(200);
    expect(await health.json()).toMatchObject({
      status: 'degraded',
      dependencies: { cache: 'unavailable', database: 'ok' },
    });

    await cache.start();
    const next = await analysed(apis[1], 5, 'e');
    for (const api of apis) expect((await dashboardOf(api)).latest).toEqual({ id: next });
  });
});
