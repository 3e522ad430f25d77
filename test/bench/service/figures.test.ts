import { describe, expect, test } from 'vitest';
import { verdictOf } from '../../../bench/figures.js';
import { PYTHON_SERVICE_MS, serviceFigures, type Trials } from '../../../bench/service/figures.js';
import { peaksOf, throughputOf } from '../../../bench/service/load.js';
import { latencyOf, percentile, timesOf } from '../../../bench/statistics.js';

const latency = latencyOf([1]);
const TRIALS: Trials = {
  uploadAgainstCopy: {
    upload: timesOf([2_900, 3_000, 9_000]),
    copy: timesOf([1_000, 1_000, 1_200]),
    acceptance: timesOf([49, 51, 500]),
  },
  cachedUnderLoad: { analyses: 8, idle: latency, busy: latency, idleP99: 4, busyP99: 6 },
  requestRates: { dashboard: timesOf([500, 590]), typename: timesOf([1_000]) },
  cacheGains: [
    { cache: 'memory', hit: timesOf([0.01]), miss: timesOf([2]) },
    { cache: 'redis', hit: timesOf([1]), miss: timesOf([4]) },
  ],
  workerScaling: { one: timesOf([2, 2.2]), two: timesOf([3.99]), jobs: 24, cpus: 0.5 },
  wholeUpload: { put: timesOf([PYTHON_SERVICE_MS / 16]), multipart: timesOf([PYTHON_SERVICE_MS]) },
};

describe('figures of the service', () => {
  const figures = serviceFigures(TRIALS);

  test.each([
    ['`PUT /uploads` to its report', 3, 'met'],
    ['acceptance', 51, 'met'],
    ['during 8 analyses, over idle', 1.5, 'aim met'],
    ['requests a second', 0.545, 'not met'],
    ['miss over hit, in the process', 200, 'met'],
    ['miss over hit, in Redis', 4, 'not met'],
    ['2 worker processes over 1', 1.9, 'met'],
    ["Python service's 6.1 s", 16, 'met'],
  ])('%s', (part, value, verdict) => {
    const figure = figures.find(({ name }) => name.includes(part))!;
    expect(figure.value).toBeCloseTo(value, 10);
    expect(verdictOf(figure)).toBe(verdict);
  });

  test('what was not tried is not measured, and none of them is missed by it', () => {
    const verdicts = serviceFigures({}).map(verdictOf);
    expect(verdicts).toEqual(Array(7).fill('not measured'));
  });
});

describe('latencies', () => {
  const hundred = Array.from({ length: 100 }, (_, i) => 100 - i);

  test('percentiles by nearest rank, in any order', () => {
    expect(percentile(hundred, 0.5)).toBe(50);
    expect(percentile(hundred, 0.99)).toBe(99);
    expect(percentile([7], 0.99)).toBe(7);
    expect(latencyOf(hundred)).toEqual({ p50: 50, p99: 99, max: 100, answers: 100 });
  });

  test('no answers, no latency', () => {
    expect(() => latencyOf([])).toThrow(RangeError);
  });
});

describe('a load', () => {
  test('throughput is of all uploads over the time from the first to the last', () => {
    expect(throughputOf(8, 50_000_000, 4_000)).toEqual({ reportsPerSecond: 2, megabytesPerSecond: 100 });
  });

  test('the most that was seen, of each process by itself', () => {
    const looks = [
      { atMs: 0, queued: 3, running: 1, connections: 9, rss: { api: 10, worker: 70 } },
      { atMs: 250, queued: 1, running: 2, connections: 12, rss: { api: 20, worker: 60 } },
    ];
    expect(peaksOf(looks)).toEqual({
      mostQueued: 3,
      mostConnections: 12,
      mostRss: { api: 20, worker: 70 },
    });
    expect(() => peaksOf([])).toThrow(RangeError);
  });
});
