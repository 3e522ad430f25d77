import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { golden } from '../support/golden.js';
import { type MetricsPage, readMetrics } from '../support/metricsPage.js';
import { pair } from '../support/pairs.js';
import { Service } from '../support/service.js';

/** Longer than the census of the jobs is kept. */
const CENSUS_MS = 6_000;
const TOKEN = 'only-for-those-who-scrape';

let service: Service;
beforeAll(async () => {
  service = await Service.start({ env: { PARQUET: 'on' } });
});
afterAll(() => service?.stop());

const scrape = () => readMetrics(service.url);

/**
 * How much a series has grown while something was done.
 * @param attempts attempts at jobs among it: an end is seen by its user before the attempt has told of it
 */
async function growth(work: () => Promise<unknown>, attempts = 0): Promise<(series: string) => number> {
  const ended = (page: MetricsPage) =>
    ['succeeded', 'failed'].reduce(
      (sum, outcome) => sum + page.of(`smartremedy_attempts_total{outcome="${outcome}"}`),
      0,
    );
  const before = await scrape();
  await work();
  const after = await vi.waitFor(
    async () => {
      const page = await scrape();
      expect(ended(page) - ended(before)).toBeGreaterThanOrEqual(attempts);
      return page;
    },
    { timeout: 5000, interval: 20 },
  );
  return (series) => after.of(series) - before.of(series);
}

describe('the metrics of one analysis', () => {
  const { bytes } = golden('21_gen1k_comma_crlf');
  let grown: (series: string) => number;
  let page: MetricsPage;
  beforeAll(async () => {
    grown = await growth(() => service.analyse({ bytes }), 1);
    page = await scrape();
  });

  test('rows, refused rows and bytes are those of the file', () => {
    expect(grown('smartremedy_analysed_bytes_total')).toBe(bytes.length);
    expect(grown('smartremedy_analysed_rows_total')).toBe(1000);
    expect(grown('smartremedy_refused_rows_total')).toBe(20);
  });

  test('every stage was told once, and each artefact by a name that no file brings along', () => {
    const stages = page.values('smartremedy_stage_seconds_count', 'stage');
    expect(stages).toEqual(
      expect.arrayContaining([
        ...['sniff', 'scan', 'merge', 'finish', 'compare', 'classify', 'store', 'commit'],
        ...['summary.json', 'actionable.csv', 'invalid-rows.csv', 'report.html', 'plans'],
        ...['case-rows.copy', 'case-orders.copy', 'case-squads.copy', 'invalid-rows.copy'],
      ]),
    );
    for (const stage of stages) {
      expect(grown(`smartremedy_stage_seconds_count{stage="${stage}"}`), stage).toBe(1);
      expect(grown(`smartremedy_stage_seconds_sum{stage="${stage}"}`), stage).toBeGreaterThan(0);
    }
  });

  test('one job has ended, after one attempt', () => {
    expect(grown('smartremedy_jobs_ended_total{kind="ANALYSIS",status="SUCCEEDED"}')).toBe(1);
    expect(grown('smartremedy_attempts_total{outcome="succeeded"}')).toBe(1);
  });

  test('the upload was accepted', () => {
    expect(grown('smartremedy_upload_bytes_total{way="multipart"}')).toBe(bytes.length);
    expect(grown('smartremedy_upload_acceptance_seconds_count{way="multipart"}')).toBe(1);
    const seconds = grown('smartremedy_upload_acceptance_seconds_sum{way="multipart"}');
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThan(20);
  });

  test('what was answered is counted by route', () => {
    expect(grown('smartremedy_http_responses_total{route="POST /graphql with files",status="2xx"}')).toBe(1);
    expect(grown('smartremedy_graphql_seconds_count{operation="uploadReport",outcome="ok"}')).toBe(1);
    expect(grown('smartremedy_graphql_seconds_count{operation="jobProgress",outcome="ok"}')).toBe(1);
  });

  test('Node tells of itself, and each pool of its connections', () => {
    for (const name of ['nodejs_eventloop_lag_p99_seconds', 'process_resident_memory_bytes'])
      expect(page.of(name)).toBeGreaterThan(0);
    expect(page.values('smartremedy_pool_connections', 'pool')).toEqual(['models', 'reads']);
    expect(page.values('smartremedy_pool_waiting', 'pool')).toEqual(['models', 'reads']);
    const models = ['idle', 'busy'].map((state) =>
      page.of(`smartremedy_pool_connections{pool="models",state="${state}"}`),
    );
    expect(models[0] + models[1]).toBeGreaterThan(0);
  });
});

describe('the metrics of other work', () => {
  test('an upload by PUT, a second analysis of it and a failure are told each as what it is', async () => {
    const ended = (status: string) => `smartremedy_jobs_ended_total{kind="ANALYSIS",status="${status}"}`;
    const { bytes } = golden('13_all_fine');
    const grown = await growth(async () => {
      const response = await fetch(`${service.url}/uploads?fileName=a.csv`, {
        method: 'PUT',
        headers: { authorization: `Bearer ${service.token}` },
        body: new Uint8Array(bytes),
      });
      const { uploadId } = (await response.json()) as { uploadId: string };
      const query = 'mutation($id: ID!) { analyzeUpload(uploadId: $id) { id } }';
      for (let turn = 0; turn < 2; turn++) {
        const { analyzeUpload } = await service.data<{ analyzeUpload: { id: string } }>(query, {
          id: uploadId,
        });
        await service.ended(analyzeUpload.id);
      }
      await service.analyse({ bytes: 'a;b\n1;2\n' });
    }, 2);
    expect(grown('smartremedy_upload_bytes_total{way="put"}')).toBe(bytes.length);
    expect(grown('smartremedy_upload_acceptance_seconds_count{way="put"}')).toBe(1);
    expect(grown('smartremedy_http_responses_total{route="PUT /uploads",status="2xx"}')).toBe(1);
    expect([grown(ended('SUCCEEDED')), grown(ended('FAILED'))]).toEqual([2, 1]);
    expect(grown('smartremedy_attempts_total{outcome="succeeded"}')).toBe(1);
    expect(grown('smartremedy_attempts_total{outcome="failed"}')).toBe(1);
  });

  test('a comparison tells of both files', async () => {
    const { previous, current } = pair('p10_generated_3k');
    const grown = await growth(async () => {
      const { data } = await service.multipart<{ comparePeriods: { id: string } }>(
        'mutation($previous: Upload!, $current: Upload!) { comparePeriods(previous: $previous, current: $current) { id } }',
        {
          previous: { bytes: previous, fileName: 'previous.csv' },
          current: { bytes: current, fileName: 'current.csv' },
        },
      );
      await service.ended(data?.comparePeriods.id ?? '');
    }, 1);
    const bytes = previous.length + current.length;
    expect(grown('smartremedy_analysed_bytes_total')).toBe(bytes);
    expect(grown('smartremedy_upload_bytes_total{way="multipart"}')).toBe(bytes);
    expect(grown('smartremedy_analysed_rows_total')).toBeGreaterThan(3000);
    expect(grown('smartremedy_jobs_ended_total{kind="COMPARISON",status="SUCCEEDED"}')).toBe(1);
    const told = (stage: string) => grown(`smartremedy_stage_seconds_count{stage="${stage}"}`);
    expect(['sniff', 'scan', 'merge', 'finish', 'compare', 'store', 'commit'].map(told)).toEqual([
      2, 2, 2, 2, 1, 1, 1,
    ]);
  });

  test('what the dashboard shows is made once, and found after that', async () => {
    const kpis = '{ dashboard { kpis { totalCases } } }';
    const grown = await growth(async () => {
      for (let turn = 0; turn < 3; turn++) await service.data(kpis);
    });
    const events = (event: string) => grown(`smartremedy_cache_events_total{event="${event}"}`);
    expect(events('hit') + events('bypass')).toBeGreaterThan(0);
    expect(grown('smartremedy_graphql_seconds_count{operation="dashboard",outcome="ok"}')).toBe(3);
  });

  test('open websockets and subscriptions are counted while they are open', async () => {
    const client = service.wsClient();
    const events = client.iterate({ query: 'subscription { reportCreated { id } }' });
    const next = events.next();
    const gauges = (page: MetricsPage) => [
      page.of('smartremedy_sockets'),
      page.of('smartremedy_subscriptions'),
    ];
    await vi.waitFor(async () => expect(gauges(await scrape())).toEqual([1, 1]));
    await events.return?.();
    await vi.waitFor(async () => expect((await scrape()).of('smartremedy_subscriptions')).toBe(0));
    const other = client.iterate({ query: 'subscription { reportCreated { id } }' });
    void other.next().catch(() => undefined);
    await vi.waitFor(async () => expect((await scrape()).of('smartremedy_subscriptions')).toBe(1));
    await client.dispose();
    client.terminate();
    await vi.waitFor(async () => expect(gauges(await scrape())).toEqual([0, 0]));
    await next;
  });

  test('the rows of jobs are counted, and looked at again after some seconds', {
    timeout: 20_000,
  }, async () => {
    const succeeded = 'smartremedy_jobs{kind="ANALYSIS",status="SUCCEEDED"}';
    await vi.waitFor(async () => expect((await scrape()).of(succeeded)).toBe(3), {
      timeout: CENSUS_MS,
      interval: 250,
    });
    const page = await scrape();
    expect(page.of('smartremedy_jobs{kind="ANALYSIS",status="FAILED"}')).toBe(1);
    expect([...page.series.keys()].filter((key) => key.startsWith('smartremedy_jobs{')).length).toBe(10);
    expect(page.values('smartremedy_queue_jobs', 'state')).toEqual(['active', 'waiting']);
    expect(page.series.get('smartremedy_queue_oldest_seconds')).toBe(0);
  });
});

describe('labels', () => {
  test('are never what a client has written', async () => {
    const before = await scrape();
    for (let turn = 0; turn < 5; turn++) {
      await service.gql(`query Invented${turn} { invented${turn}: __typename }`);
      await service.gql(`query Wrong${turn} { wrong${turn} }`);
      await service.gql(`query { a${turn}: reports { totalCount } }`);
      await service.gql(`query { ...F } fragment F on Query { b${turn}: reports { totalCount } }`);
      await service.gql(`{ jobs { id } reports { totalCount } } # ${turn}`);
      await service.gql(`${turn} is no query`);
      await fetch(`${service.url}/invented/${turn}`);
      await fetch(`${service.url}/graphiql/invented${turn}`, { method: 'PROPFIND' });
      await fetch(`${service.url}/artifacts/${turn}/summary.json`);
    }
    const after = await scrape();
    const grown = (series: string) => after.of(series) - before.of(series);
    const ran = (operation: string, outcome: string) =>
      grown(`smartremedy_graphql_seconds_count{operation="${operation}",outcome="${outcome}"}`);
    expect(ran('reports', 'ok')).toBe(10);
    expect(ran('other', 'ok')).toBe(10);
    expect(ran('other', 'GRAPHQL_VALIDATION_FAILED')).toBe(5);
    expect(ran('other', 'GRAPHQL_PARSE_FAILED')).toBe(5);
    expect(grown('smartremedy_http_responses_total{route="other",status="4xx"}')).toBe(10);
    expect(grown('smartremedy_http_responses_total{route="GET /artifacts",status="4xx"}')).toBe(5);
    expect(after.text).not.toMatch(/invented|wrong\d/i);
  });

  test('of a refusal name its code', async () => {
    const grown = await growth(() => service.gql('{ users { username } }', {}, null));
    expect(grown('smartremedy_graphql_seconds_count{operation="users",outcome="UNAUTHENTICATED"}')).toBe(1);
  });
});

describe('who may read the metrics', () => {
  const codeOf = async (url: string, headers: Record<string, string>) => {
    const response = await fetch(`${url}/metrics`, { headers });
    const { error } = (await response.json()) as { error: { code: string } };
    return `${response.status} ${error.code}`;
  };

  test('without METRICS_TOKEN: this machine, and nobody through a proxy, whatever token they have', async () => {
    expect((await fetch(`${service.url}/metrics`)).headers.get('content-type')).toMatch(
      /^text\/plain; version=0/,
    );
    for (const header of ['x-forwarded-for', 'forwarded', 'x-real-ip'])
      expect(await codeOf(service.url, { [header]: '127.0.0.1' })).toBe('403 FORBIDDEN');
    const headers = { authorization: `Bearer ${service.token}`, 'x-forwarded-for': '10.0.0.1' };
    expect(await codeOf(service.url, headers)).toBe('403 FORBIDDEN');
  });

  test('with it: who sends it, and not an administrator', async () => {
    const guarded = await Service.start({ env: { METRICS_TOKEN: TOKEN } });
    try {
      for (const authorization of [
        '',
        'Bearer ',
        `Bearer ${TOKEN}x`,
        `Basic ${TOKEN}`,
        `Bearer ${guarded.token}`,
      ])
        expect(await codeOf(guarded.url, { authorization })).toBe('401 UNAUTHENTICATED');
      const page = await readMetrics(guarded.url, {
        authorization: `Bearer ${TOKEN}`,
        'x-forwarded-for': '10.0.0.1',
      });
      expect(page.text).toContain('smartremedy_sockets 0');
    } finally {
      await guarded.stop();
    }
  });
});
