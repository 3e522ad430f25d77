import type { Logger } from 'pino';
import type { Config } from '../config.js';
import type { Checks } from '../http/health.js';
import { helpful } from '../http/health.js';
import { Outage } from '../jobs/broker/outage.js';
import { MemoryCache } from '../store/cache/memoryCache.js';
import { NoCache } from '../store/cache/noCache.js';
import { RedisCache } from '../store/cache/redisCache.js';
import { RedisLink } from '../store/cache/redisLink.js';
import type { Cache, CacheObserver } from '../store/cache/types.js';
import type { Started } from './started.js';

/** What processes share for a while, or each has for itself. */
export interface Sharing {
  cache: Cache;
  /** Redis, when they share it. */
  redis: RedisLink | null;
  /** Empty when there is nothing that can be lost. */
  checks: Checks;
}

/**
 * The cache that the configuration asks for; it does not wait for Redis.
 * @param alone whether no other process can change the database
 */
export function openSharing(
  config: Pick<Config, 'redis' | 'kpiCacheMs'>,
  alone: boolean,
  log: Logger,
  started: Started,
  observer?: CacheObserver,
): Sharing {
  const options = { ttlMs: config.kpiCacheMs, observer };
  const { cacheUrl } = config.redis;
  if (cacheUrl === undefined) {
    const keeps = alone && options.ttlMs > 0;
    return { cache: keeps ? new MemoryCache(options) : new NoCache(observer), redis: null, checks: {} };
  }
  const redis = new RedisLink(cacheUrl, new Outage('Redis of the cache', log));
  started.add(() => redis.close());
  return {
    cache: new RedisCache(redis, options),
    redis,
    checks: { cache: helpful(() => redis.ask((client) => client.ping())) },
  };
}
