import { existsSync } from 'node:fs';

/** Servers that tests start, where Debian puts them. */
export const PGBOUNCER = '/usr/sbin/pgbouncer';
export const REDIS = '/usr/bin/redis-server';

const PACKAGES = { pgbouncer: PGBOUNCER, 'redis-server': REDIS };

/** Debian's packages of those programs that are not there. */
export function missingPackages(packages: Record<string, string> = PACKAGES): string[] {
  return Object.entries(packages).flatMap(([name, path]) => (existsSync(path) ? [] : [name]));
}

/** False, said in one line, where PgBouncer is missing; an error where all services are required. */
export const hasPgBouncer = (): boolean => areThere('Tests through PgBouncer', PGBOUNCER);

/** The same for Redis. */
export const hasRedis = (): boolean => areThere('Tests with Redis', REDIS);

/** The same for all that the API is tested over. */
export const hasServices = (): boolean => areThere('Tests of the API over services', PGBOUNCER, REDIS);

function areThere(tests: string, ...programs: string[]): boolean {
  const missing = programs.filter((path) => !existsSync(path));
  if (missing.length === 0) return true;
  if (process.env.REQUIRE_SERVICES === '1')
    throw new Error(`${missing.join(', ')} missing (REQUIRE_SERVICES=1).`);
  console.warn(`${tests} are skipped: ${missing.join(', ')} missing.`);
  return false;
}
