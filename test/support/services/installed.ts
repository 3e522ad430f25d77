import { existsSync } from 'node:fs';

/** Servers that tests over services start, where Debian puts them. */
export const PGBOUNCER = '/usr/sbin/pgbouncer';

/** False, said in one line, where one of the servers is missing; an error where all services are required. */
export function hasServices(): boolean {
  const missing = [PGBOUNCER].filter((path) => !existsSync(path));
  if (missing.length === 0) return true;
  if (process.env.REQUIRE_SERVICES === '1')
    throw new Error(`${missing.join(', ')} missing (REQUIRE_SERVICES=1).`);
  console.warn(`The API is not tested over services: ${missing.join(', ')} missing.`);
  return false;
}
