import type { Logger } from 'pino';
import type { Config } from '../config.js';
import type { OwnerLock } from '../embedded/ownerLock.js';
import { startEmbeddedPostgres } from '../embedded/postgres.js';
import { inspectServer } from '../store/db/server.js';
import { announceConnections } from './connections.js';
import type { Started } from './started.js';

export interface Database {
  url: string;
  directUrl: string;
  /** Whether it is the bundled one, which no other process can use. */
  bundled: boolean;
}

/**
 * The database that the configuration names, or the bundled one; one that will do.
 *
 * @param fallen called when the bundled one ends by itself
 * @throws CodedError BAD_CONFIGURATION, UNAVAILABLE
 */
export async function openDatabase(
  config: Config,
  lock: OwnerLock,
  log: Logger,
  started: Started,
  fallen: () => void,
): Promise<Database> {
  const { url, directUrl } = config.database;
  const database =
    url === undefined
      ? await startBundled(lock, started, fallen)
      : { url, directUrl: directUrl ?? url, bundled: false };
  const queueInPostgres = config.redis.queueUrl === undefined;
  const { maxConnections } = await inspectServer(database.directUrl, queueInPostgres);
  announceConnections(config, maxConnections, log);
  return database;
}

async function startBundled(lock: OwnerLock, started: Started, fallen: () => void): Promise<Database> {
  const postgres = await startEmbeddedPostgres(lock);
  let stopping = false;
  void postgres.exited.then(() => stopping || fallen());
  started.add(() => {
    stopping = true;
    return postgres.stop();
  });
  return { url: postgres.url, directUrl: postgres.url, bundled: true };
}
