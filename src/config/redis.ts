import { z } from 'zod';
import { address } from './kinds.js';

/** Redis: the queue, and what processes share for a while. */
export const REDIS_VARIABLES = z.object({
  REDIS_URL: address('redis:', 'rediss:')
    .optional()
    .describe(
      'Redis of the job queue, redis://:password@host:port/0; its maxmemory-policy must be noeviction. Default: the queue is in PostgreSQL.',
    ),
  REDIS_CACHE_URL: address('redis:', 'rediss:')
    .optional()
    .describe(
      'Redis of cached KPIs and of rate limits, another instance or another database than that of the queue. Default: the server of REDIS_URL, with the database one above; without it, each process keeps its own.',
    ),
});

type Variables = z.infer<typeof REDIS_VARIABLES>;

export function redisOf({ REDIS_URL: queueUrl, REDIS_CACHE_URL: cacheUrl }: Variables) {
  const cacheOrNext = cacheUrl ?? (queueUrl === undefined ? undefined : databaseAbove(queueUrl));
  return {
    redis: {
      /** Undefined: the queue is in PostgreSQL. */
      queueUrl,
      /** Undefined: each process has a cache of its own. */
      cacheUrl: cacheOrNext,
      /** What is cached may then push the queue out, and flushing the one empties the other. */
      isOneDatabase:
        queueUrl !== undefined && cacheOrNext !== undefined && placeOf(queueUrl) === placeOf(cacheOrNext),
    },
  };
}

/** The same server with the database one above. */
function databaseAbove(url: string): string {
  const above = new URL(url);
  above.pathname = `/${Number(above.pathname.slice(1) || '0') + 1}`;
  return above.href;
}

/** Server, port and database. */
function placeOf(url: string): string {
  const { hostname, port, pathname } = new URL(url);
  return `${hostname}:${port || '6379'}/${Number(pathname.slice(1) || '0')}`;
}
