import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ServiceProcess } from '../../stack/serviceProcess.js';
import { ownBacking } from '../../test/support/backing.js';
import { User } from './user.js';

export const PASSWORD = 'of the bench, for minutes';

/** The one user of the bench does in a minute what many do in an hour. */
export const UNLIMITED = { UPLOADS_PER_MINUTE: '0', QUERY_VALUES_PER_MINUTE: '0', ADMIN_PASSWORD: PASSWORD };

/** A service that runs, in one process or in several. */
export interface Deployment {
  /** Of its API. */
  url: string;
  user: User;
  /** PostgreSQL without a pooler between. */
  databaseUrl: string;
  /** Redis of the cache; null when the process keeps it itself. */
  cacheUrl: string | null;
  /** Processes of the service, not of what it runs over, by name. */
  pids(): Record<string, number>;
  /** What its processes have warned of last. */
  warnings(): string[];
  stop(): Promise<void>;
}

/** Those that are to be stopped in the end. */
export const running = new Set<Deployment>();

/** Ends what still runs: nothing of it hears the Ctrl-C that ends the bench. */
export async function stopAll(): Promise<void> {
  await Promise.all([...running].map((deployment) => deployment.stop()));
}

/** One process with all in its folder: `npm start` as it comes, but for the limits per minute. */
export async function startEmbedded(): Promise<Deployment> {
  const folder = newFolder();
  try {
    const service = await ServiceProcess.start({ name: 'all', folder, env: UNLIMITED });
    const user = await User.signIn(service.url, 'admin', PASSWORD);
    const deployment: Deployment = {
      url: service.url,
      user,
      databaseUrl: ownBacking(join(folder, 'all')).databaseUrl(),
      cacheUrl: null,
      pids: () => ({ all: service.pid }),
      warnings: () => service.warnings(),
      async stop() {
        running.delete(deployment);
        await user.close();
        await service.end();
        rmSync(folder, { recursive: true, force: true });
      },
    };
    running.add(deployment);
    return deployment;
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

/** PostgreSQL and PgBouncer do not run as root; their folders lie in this one. */
export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'smartremedy-service-'));
  chmodSync(folder, 0o711);
  return folder;
}
