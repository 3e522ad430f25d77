import { Redis, type RedisOptions } from 'ioredis';
import type { Outage } from './outage.js';

/** From one try to connect to the next, in milliseconds. */
const LONGEST_PAUSE_MS = 1000;
/** A server that takes so long is down, in milliseconds. */
const PATIENCE_MS = 2000;

const COMMON: RedisOptions = {
  connectTimeout: PATIENCE_MS,
  keepAlive: 10_000,
  retryStrategy: (times) => Math.min(times * 100, LONGEST_PAUSE_MS),
};

/** For one who cannot wait: commands fail at once while Redis is down, and soon when it does not answer. */
export const IMPATIENT: RedisOptions = {
  ...COMMON,
  enableOfflineQueue: false,
  maxRetriesPerRequest: 0,
  commandTimeout: PATIENCE_MS,
};

/** For one who has nothing else to do: commands wait until Redis is back. */
export const PATIENT: RedisOptions = { ...COMMON, maxRetriesPerRequest: null };

/** A client that connects again for as long as it is not closed. */
export function redisClient(url: string, options: RedisOptions, outage: Outage): Redis {
  const client = new Redis(url, options);
  client.on('error', (error) => outage.begin(error));
  // A connection that ends without an error is lost all the same, unless it is closed here.
  client.on('reconnecting', () => outage.begin(new Error('The connection has ended.')));
  client.on('ready', () => outage.end());
  return client;
}

/** Resolves when the client is connected, or has failed to connect for the first time. */
export async function triedOnce(client: Redis): Promise<void> {
  if (client.status === 'ready') return;
  await new Promise<void>((resolve) => {
    const settle = () => {
      client.off('ready', settle).off('close', settle);
      resolve();
    };
    client.once('ready', settle).once('close', settle);
  });
}
