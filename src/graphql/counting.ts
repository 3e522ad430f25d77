import type { Redis } from 'ioredis';
import {
  type RateLimiterAbstract,
  RateLimiterMemory,
  RateLimiterRedis,
  RateLimiterRes,
} from 'rate-limiter-flexible';
import { type ErrorCode, RetryLater } from '../errors.js';

const PREFIX = 'smartremedy:rate:';

export interface Counted {
  /** Names what is counted. */
  name: string;
  points: number;
  windowSeconds: number;
}

/**
 * Counts for all processes, where they share a Redis. While that is down each counts for itself: a limit that is a few
 * times as wide does less harm than none, or than a service that answers nobody.
 */
export function counter(
  { name, points, windowSeconds: duration }: Counted,
  redis: Redis | null,
): RateLimiterAbstract {
  const options = { keyPrefix: `${PREFIX}${name}`, points, duration };
  const ownCounter = new RateLimiterMemory(options);
  if (redis === null) return ownCounter;
  return new RateLimiterRedis({
    ...options,
    storeClient: redis,
    rejectIfRedisNotReady: true,
    insuranceLimiter: ownCounter,
  });
}

/**
 * Counts points of a key.
 * @param refusal what is said when they are too many
 * @throws RetryLater
 */
export async function count(
  limiter: RateLimiterAbstract,
  key: string,
  points: number,
  refusal: { code: ErrorCode; message: string },
): Promise<void> {
  try {
    await limiter.consume(key, points);
  } catch (refused) {
    if (!(refused instanceof RateLimiterRes)) throw refused;
    const seconds = Math.max(1, Math.ceil(refused.msBeforeNext / 1000));
    throw new RetryLater(refusal.code, seconds, `${refusal.message} Try again in ${seconds} seconds.`);
  }
}
