import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DATABASE_USER } from '../../src/embedded/cluster.js';

/** Where a service under test keeps its things, besides its data directory. */
export interface Backing {
  /** Variables by which the service finds them. */
  env: Record<string, string>;
  /** Connection string of its database, without a pooler between; while the service runs. */
  databaseUrl(): string;
  objects: BackingObjects;
  /** Gives back what was taken for this service. */
  release(): Promise<void>;
}

/** The objects of a service, seen past it. */
export interface BackingObjects {
  /** Keys that begin with the prefix, sorted. */
  keys(prefix?: string): Promise<string[]>;
  /** Removes all objects whose keys begin with the prefix. */
  remove(prefix: string): Promise<void>;
}

/** All in the data directory. */
export function ownBacking(dataDir: string): Backing {
  const root = join(dataDir, 'objects');
  return {
    env: {},
    databaseUrl() {
      const password = readFileSync(join(dataDir, 'postgres.password'), 'utf8').trim();
      // The fourth line of the file by which PostgreSQL says that it runs is its port.
      const port = readFileSync(join(dataDir, 'postgres/postmaster.pid'), 'utf8').split('\n')[3];
      return `postgres://${DATABASE_USER}:${password}@127.0.0.1:${port}/postgres`;
    },
    objects: folderObjects(root),
    release: () => Promise.resolve(),
  };
}

/** The objects of a folder. */
export function folderObjects(root: string): BackingObjects {
  return {
    keys: async (prefix = '') => filesBelow(root).filter((key) => key.startsWith(prefix)),
    remove: async (prefix) => rmSync(join(root, prefix), { recursive: true, force: true }),
  };
}

/** Paths of the files below a folder, relative to it, sorted. */
export function filesBelow(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}
