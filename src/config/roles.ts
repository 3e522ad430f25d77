import { resolve } from 'node:path';
import { z } from 'zod';
import { CodedError } from '../errors.js';
import { text, wholeNumber } from './kinds.js';

/** What a process does, and how it leaves the work to others. */
export const ROLES_VARIABLES = z.object({
  ROLE: z
    .enum(['all', 'api', 'worker'], 'all, api or worker')
    .default('all')
    .describe(
      'What this process does: api answers requests, worker works on jobs, all does both. With api and worker, any number of processes share DATABASE_URL, the files (OBJECTS_DIR or a bucket) and JWT_SECRET; each has a DATA_DIR of its own. Default all.',
    ),
  OBJECTS_DIR: text(4096)
    .optional()
    .describe(
      'Folder of the uploads and reports, which several processes may share, over a network too. Default: objects, in DATA_DIR, for one process alone.',
    ),
  DRAIN_SECONDS: wholeNumber(0, 86_400)
    .optional()
    .describe(
      'How long a process that is asked to stop goes on with the jobs in hand, in seconds, before it hands them to others. Default: 20 where ROLE is worker, else 0.',
    ),
});

export type RolesVariables = z.infer<typeof ROLES_VARIABLES>;
/** What processes cannot share unless it is given. */
type Shared = Partial<Record<'DATABASE_URL' | 'S3_BUCKET', string>> & { JWT_SECRET?: string[] };

const WORKER_DRAIN_SECONDS = 20;

/** @throws CodedError BAD_CONFIGURATION when something is missing that this role shares with other processes */
export function rolesOf(environment: RolesVariables & Shared) {
  const { ROLE: role, OBJECTS_DIR: objectsDir, DRAIN_SECONDS: drainSeconds } = environment;
  if (role !== 'all') refuseUnshared(environment);
  return {
    role,
    /** Absolute; undefined: a folder of this process alone. */
    objectsDir: objectsDir === undefined ? undefined : resolve(objectsDir),
    drainMs: (drainSeconds ?? (role === 'worker' ? WORKER_DRAIN_SECONDS : 0)) * 1000,
  };
}

function refuseUnshared(environment: RolesVariables & Shared): void {
  const { ROLE: role, DATABASE_URL, JWT_SECRET, OBJECTS_DIR, S3_BUCKET } = environment;
  const missing: string[] = [];
  if (DATABASE_URL === undefined)
    missing.push('DATABASE_URL (the bundled PostgreSQL serves one process alone)');
  if (OBJECTS_DIR === undefined && S3_BUCKET === undefined)
    missing.push('OBJECTS_DIR or S3_BUCKET (files in DATA_DIR are seen by one process alone)');
  if (role === 'api' && JWT_SECRET === undefined)
    missing.push('JWT_SECRET (a secret made by one process is refused by the others)');
  if (missing.length > 0)
    throw new CodedError('BAD_CONFIGURATION', `ROLE ${role} needs ${missing.join('; ')}`);
}
