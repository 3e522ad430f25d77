import type { Config } from '../config.js';
import type { OwnerLock } from '../embedded/ownerLock.js';
import { startEmbeddedPostgres } from '../embedded/postgres.js';
import type { Started } from './started.js';

export interface Database {
  url: string;
  directUrl: string;
  /** Whether it is the bundled one, which no other process can use. */
  bundled: boolean;
}

/**
 * The database that the configuration names, or the bundled one.
 *
 * @param fallen called when the bundled one ends by itself
 */
export async function openDatabase(
  config: Config,
  lock: OwnerLock,
  started: Started,
  fallen: () => void,
): Promise<Database> {
  const { url, directUrl } = config.database;
  if (url !== undefined) return { url, directUrl: directUrl ?? url, bundled: false };
  const postgres = await startEmbeddedPostgres(lock);
  let stopping = false;
  void postgres.exited.then(() => stopping || fallen());
  started.add(() => {
    stopping = true;
    return postgres.stop();
  });
  return { url: postgres.url, directUrl: postgres.url, bundled: true };
}
