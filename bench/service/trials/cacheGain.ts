import { setTimeout as sleep } from 'node:timers/promises';
import { loadConfig } from '../../../src/config.js';
import { cachedStore, REPORTS_TAG } from '../../../src/store/cache/cachedStore.js';
import { MemoryCache } from '../../../src/store/cache/memoryCache.js';
import { RedisCache } from '../../../src/store/cache/redisCache.js';
import { RedisLink } from '../../../src/store/cache/redisLink.js';
import { openStore } from '../../../src/store/openStore.js';
import { type Times, timesOf } from '../../statistics.js';
import type { Deployment } from '../deployment.js';

const TTL_MS = 60_000;

export interface CacheGain {
  cache: 'memory' | 'redis';
  hit: Times;
  miss: Times;
}

/** Asks the store of a deployment, through a cache of its kind, for the latest report: dropped before, and kept. */
export async function cacheGain({ databaseUrl, cacheUrl }: Deployment, rounds: number): Promise<CacheGain> {
  const stored = await openStore({ url: databaseUrl, pools: loadConfig({}).pools });
  const link = cacheUrl === null ? null : new RedisLink(cacheUrl, SILENT);
  while (link?.isUp === false) await sleep(10);
  const options = { ttlMs: TTL_MS };
  const cache = link === null ? new MemoryCache(options) : new RedisCache(link, options);
  const store = cachedStore(stored, cache);
  const [hit, miss]: number[][] = [[], []];
  try {
    for (let round = 0; round < rounds; round++) {
      await cache.drop(REPORTS_TAG);
      miss.push(await millisecondsOf(() => store.reports.latest()));
      hit.push(await millisecondsOf(() => store.reports.latest()));
    }
  } finally {
    await cache.close();
    await link?.close();
    await stored.close();
  }
  return { cache: link === null ? 'memory' : 'redis', hit: timesOf(hit), miss: timesOf(miss) };
}

const SILENT = { begin: () => undefined, end: () => undefined };

async function millisecondsOf(task: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await task();
  return performance.now() - startedAt;
}
