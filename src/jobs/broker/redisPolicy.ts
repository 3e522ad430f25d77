import type { Redis } from 'ioredis';
import type { JobLog } from '../types.js';

const NEEDED = 'noeviction';

/** Warns when this Redis may throw entries of the queue away to make room. */
export async function warnOfEviction(client: Redis, log: JobLog): Promise<void> {
  const policy = /^maxmemory_policy:(\S+)/m.exec(await client.info('memory'))?.[1];
  if (policy === undefined || policy === NEEDED) return;
  log.warn(
    { maxmemoryPolicy: policy },
    `Redis of the queue may drop entries when its memory is full: set its maxmemory-policy to ${NEEDED}`,
  );
}
