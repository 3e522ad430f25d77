import { z } from 'zod';
import { CodedError } from '../errors.js';
import type { EngineVariables } from './engine.js';
import { address, text, wholeNumber } from './kinds.js';
import type { RolesVariables } from './roles.js';

/** Jobs: how many, how long, and what becomes of their reports. */
export const JOBS_VARIABLES = z.object({
  JOBS_AT_ONCE: wholeNumber(1, 64)
    .default(1)
    .describe('Jobs that one process works on at a time. Default 1.'),
  JOB_MAX_ATTEMPTS: wholeNumber(1, 100)
    .default(6)
    .describe(
      'Attempts at a job that the machine (not the file) makes fail, crashes of the service among them. Default 6.',
    ),
  JOB_THREADS: wholeNumber(1, 256)
    .optional()
    .describe('Threads that one job uses at most. Default: ENGINE_THREADS.'),
  JOB_TIMEOUT: wholeNumber(1, 604_800)
    .default(7200)
    .describe(
      'Longest attempt at a job, in seconds; one that takes longer fails with JOB_TIMEOUT. Default 7200.',
    ),
  JOB_SILENCE: wholeNumber(5, 3600)
    .default(20)
    .describe(
      'Seconds after which a job is taken from a process that says nothing of it any more, and given to another. Default 20.',
    ),
  PARQUET: z
    .enum(['on', 'off'])
    .optional()
    .describe(
      'Whether every report has its cases and alerts as Parquet too (on, off), see analytics.md. Default: on where ROLE is worker, else off.',
    ),
  MAX_REPORTS: wholeNumber(1, 10_000_000)
    .optional()
    .describe(
      'Reports that are kept: older ones, by the time of their creation, are removed with all that was made of them; the log says so before. Default: all are kept.',
    ),
  HOUSEKEEPING_EVERY: wholeNumber(1, 86_400)
    .default(600)
    .describe(
      'Seconds from one look at what is to be removed (MAX_REPORTS, files that nothing names) to the next. Default 600.',
    ),
  WEBHOOK_URL: address('http:', 'https:')
    .optional()
    .describe('Address that is told of the end of every job. Default: none is.'),
  WEBHOOK_SECRET: text(4096)
    .min(16, 'at least 16 characters')
    .optional()
    .describe(
      'Secret that signs what WEBHOOK_URL is told, at least 16 characters; needed with it. Default: none.',
    ),
});

type Variables = z.infer<typeof JOBS_VARIABLES>;

export function jobsOf(environment: Variables & EngineVariables & Pick<RolesVariables, 'ROLE'>) {
  return {
    jobs: {
      atOnce: environment.JOBS_AT_ONCE,
      threads: Math.min(environment.JOB_THREADS ?? environment.ENGINE_THREADS, environment.ENGINE_THREADS),
      maxAttempts: environment.JOB_MAX_ATTEMPTS,
      timeoutMs: environment.JOB_TIMEOUT * 1000,
      parquet: (environment.PARQUET ?? (environment.ROLE === 'worker' ? 'on' : 'off')) === 'on',
      silentForMs: environment.JOB_SILENCE * 1000,
    },
    /** Undefined: all reports are kept. */
    maxReports: environment.MAX_REPORTS,
    housekeepingMs: environment.HOUSEKEEPING_EVERY * 1000,
    webhook: webhookOf(environment),
  };
}

/** @throws CodedError BAD_CONFIGURATION for an address without a secret */
function webhookOf({ WEBHOOK_URL: url, WEBHOOK_SECRET: secret }: Variables) {
  if (url === undefined) return null;
  if (secret !== undefined) return { url, secret };
  throw new CodedError('BAD_CONFIGURATION', 'WEBHOOK_SECRET: must be set where WEBHOOK_URL is');
}
