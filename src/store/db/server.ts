import pg from 'pg';
import { CodedError } from '../../errors.js';
import { HeardClient } from './heardClient.js';

/** What a PostgreSQL server says of itself. */
export interface ServerFacts {
  /** Such as `14.9`. */
  version: string;
  /** Connections that it allows at a time, to all who use it, operators' own left out. */
  maxConnections: number;
}

/** PostgreSQL 14, as the server counts. */
const OLDEST = 140_000;

/** A setting that means nothing: who answers at an address passes it on, or is no PostgreSQL. */
const PROBE = 'smartremedy.direct';

/**
 * Asks the server whether it will do.
 *
 * @param url         without a pooler between, where `needsSession`
 * @param needsSession whether sessions have to be the service's own: the queue in PostgreSQL listens in them
 * @throws CodedError BAD_CONFIGURATION when the server is too old, or a pooler answers where none may;
 *                    UNAVAILABLE when nobody answers, or the server refuses the service
 */
export async function inspectServer(url: string, needsSession: boolean): Promise<ServerFacts> {
  const client = new HeardClient({
    connectionString: url,
    ...(needsSession && { options: `-c ${PROBE}=yes` }),
  });
  try {
    await client.connect();
    const { rows } = await client.query<{
      number: number;
      version: string;
      maxConnections: number;
      probe: string | null;
    }>(
      `SELECT current_setting('server_version_num')::int AS number,
              split_part(current_setting('server_version'), ' ', 1) AS version,
              current_setting('max_connections')::int
                - current_setting('superuser_reserved_connections')::int AS "maxConnections",
              current_setting($1, true) AS probe`,
      [PROBE],
    );
    const [{ number, version, maxConnections, probe }] = rows;
    if (needsSession && probe !== 'yes') throw poolerBetween();
    assertSupported(number, version);
    return { version, maxConnections };
  } catch (error) {
    throw explained(error);
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** @throws CodedError BAD_CONFIGURATION for a server older than PostgreSQL 14 */
export function assertSupported(versionNumber: number, version: string): void {
  if (versionNumber >= OLDEST) return;
  throw new CodedError(
    'BAD_CONFIGURATION',
    `DATABASE_URL names a PostgreSQL ${version}; the oldest that is supported is 14.`,
  );
}

function explained(error: unknown): unknown {
  if (error instanceof CodedError) return error;
  if (!(error instanceof pg.DatabaseError))
    return new CodedError('UNAVAILABLE', 'The database does not answer.', error);
  // What PgBouncer says to options that it does not know.
  if (/unsupported startup parameter/.test(error.message)) return poolerBetween(error);
  return new CodedError('UNAVAILABLE', `The database refuses the service: ${error.message}.`, error);
}

function poolerBetween(cause?: unknown): CodedError {
  return new CodedError(
    'BAD_CONFIGURATION',
    'A pooler answers where the job queue needs PostgreSQL itself: set DATABASE_DIRECT_URL to its address, or REDIS_URL.',
    cause,
  );
}
