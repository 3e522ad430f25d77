import { openPostgresBroker } from './postgres.js';
import { openRedisBroker } from './redis.js';
import type { Broker, BrokerOptions } from './types.js';

/** The queues of this process: in Redis when there is one, else in PostgreSQL. */
export async function openBroker(options: BrokerOptions): Promise<Broker> {
  const { redisUrl } = options;
  return redisUrl === undefined ? openPostgresBroker(options) : openRedisBroker(redisUrl, options);
}
