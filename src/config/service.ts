import { resolve } from 'node:path';
import { z } from 'zod';
import { address, text, wholeNumber } from './kinds.js';

/** Where the service lives and how it is reached. */
export const SERVICE_VARIABLES = z.object({
  DATA_DIR: text(4096)
    .default('./data')
    .describe('Folder of everything the service keeps: bundled PostgreSQL, files, secrets. Default ./data.'),
  HOST: text(255).default('127.0.0.1').describe('Address to listen on. Default 127.0.0.1.'),
  PORT: wholeNumber(0, 65_535)
    .default(4000)
    .describe('TCP port to listen on; 0 takes any free one. Default 4000.'),
  PUBLIC_URL: address('http:', 'https:')
    .optional()
    .describe(
      'Address under which clients reach the service, put in front of download links. Default: links are path-absolute.',
    ),
  TRUSTED_PROXIES: wholeNumber(0, 16)
    .default(0)
    .describe(
      'Proxies in front of the service that add to X-Forwarded-For, by which the address of a client is known. Default 0.',
    ),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
    .default('info')
    .describe(
      'Least important log line that is written: fatal, error, warn, info, debug, trace or silent. Default info.',
    ),
});

type Variables = z.infer<typeof SERVICE_VARIABLES>;

export function serviceOf(environment: Variables) {
  return {
    /** Absolute. */
    dataDir: resolve(environment.DATA_DIR),
    host: environment.HOST,
    port: environment.PORT,
    publicUrl: environment.PUBLIC_URL,
    logLevel: environment.LOG_LEVEL,
    trustedProxies: environment.TRUSTED_PROXIES,
  };
}
