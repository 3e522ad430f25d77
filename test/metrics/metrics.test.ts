import { describe, expect, it } from 'vitest';
import { Metrics } from '../../src/metrics/metrics.js';
import { Reading } from '../../src/metrics/reading.js';
import { MetricsPage } from '../support/metricsPage.js';

const CENSUS = {
  jobs: [
    { kind: 'ANALYSIS', status: 'QUEUED', jobs: 3 },
    { kind: 'COMPARISON', status: 'QUEUED', jobs: 1 },
    { kind: 'ANALYSIS', status: 'RUNNING', jobs: 2 },
  ],
  oldestWaitSeconds: 7.5,
};

async function pageOf(census: () => Promise<typeof CENSUS>): Promise<MetricsPage> {
  const metrics = new Metrics();
  metrics.readFrom({ census, pools: () => [{ pool: 'reads', idle: 1, busy: 2, waiting: 3 }] });
  return new MetricsPage((await metrics.page()).text);
}

describe('the page of the metrics', () => {
  it('tells of the queue what the census says', async () => {
    const page = await pageOf(async () => CENSUS);
    expect(page.of('smartremedy_queue_jobs{state="waiting"}')).toBe(4);
    expect(page.of('smartremedy_queue_jobs{state="active"}')).toBe(2);
    expect(page.of('smartremedy_queue_oldest_seconds')).toBe(7.5);
    expect(page.of('smartremedy_jobs{kind="COMPARISON",status="QUEUED"}')).toBe(1);
  });

  const silent = () => new Promise<never>(() => undefined);
  it.each([
    ['refuses', () => Promise.reject(new Error('The database is away.'))],
    ['does not answer', silent],
  ])('says nothing of the queue when the database %s, and all else', async (_what, census) => {
    const page = await pageOf(census);
    expect([...page.series.keys()].filter((key) => /^smartremedy_(jobs\{|queue)/.test(key))).toEqual([]);
    expect(page.of('smartremedy_pool_connections{pool="reads",state="busy"}')).toBe(2);
    expect(page.of('smartremedy_pool_waiting{pool="reads"}')).toBe(3);
  });
});

describe('a reading', () => {
  it('is kept for a while, and one question is asked at a time', async () => {
    let asked = 0;
    const reading = new Reading(async () => ++asked, 60_000, 1000);
    expect(await Promise.all([reading.now(), reading.now()])).toEqual([1, 1]);
    expect(await reading.now()).toBe(1);
    const passing = new Reading(async () => ++asked, 0, 1000);
    expect([await passing.now(), await passing.now()]).toEqual([2, 3]);
  });
});
