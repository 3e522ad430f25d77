import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { z } from 'zod';
import { BYTE_SIZE_FORM, parseByteSize } from './domain/byteSize.js';
import { CodedError } from './errors.js';

const MIB = 1024 ** 2;
const GIB = 1024 ** 3;

const DAY_MS = 24 * 3600 * 1000;

const wholeNumber = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d+$/, `a whole number from ${least} to ${most}`)
    .transform(Number)
    .refine((value) => value >= least && value <= most, `a whole number from ${least} to ${most}`);

const byteSize = z
  .string()
  .refine((value) => parseByteSize(value) !== null, BYTE_SIZE_FORM)
  .transform((value) => parseByteSize(value) ?? undefined);

const text = (longest = 1024) => z.string().min(1, 'a text').max(longest, `at most ${longest} characters`);

const address = (...protocols: string[]) =>
  z.string().refine(
    (value) => {
      const parsed = URL.canParse(value) ? new URL(value) : null;
      return parsed !== null && protocols.includes(parsed.protocol);
    },
    `an address that begins with ${protocols.map((protocol) => `${protocol}//`).join(' or ')}`,
  );

const UNIT_MS = { s: 1000, m: 60_000, h: 3_600_000, d: DAY_MS };

/** A length of time such as 30d, in milliseconds. */
const duration = z
  .string()
  .regex(/^[1-9]\d{0,4}[smhd]$/, 'a length of time like 30d, 12h, 90m or 45s')
  .transform((written) => Number(written.slice(0, -1)) * UNIT_MS[written.slice(-1) as keyof typeof UNIT_MS]);

const utcOffset = z
  .string()
  .regex(/^[+-](0\d|1[0-4]):[0-5]\d$/, 'an offset like -03:00 or +05:30, at most 14 hours')
  .transform((offset) => {
    const minutes = Number(offset.slice(1, 3)) * 60 + Number(offset.slice(4, 6));
    return offset[0] === '-' ? -minutes : minutes;
  });

/** The entries of a list, without blanks around them. */
export function entriesOf(list: string, separator: string): string[] {
  const entries = list.split(separator).map((entry) => entry.trim());
  return entries.filter((entry) => entry !== '');
}

/** Every variable that the service reads; the descriptions are what the documentation shows. */
export const ENVIRONMENT = z.object({
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
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
    .default('info')
    .describe(
      'Least important log line that is written: fatal, error, warn, info, debug, trace or silent. Default info.',
    ),

  DATABASE_URL: address('postgres:', 'postgresql:')
    .optional()
    .describe(
      'PostgreSQL to use, postgres://user:password@host:port/name. Default: the bundled one, in DATA_DIR.',
    ),
  DATABASE_DIRECT_URL: address('postgres:', 'postgresql:')
    .optional()
    .describe(
      'The same database without a pooler between, for migrations and the queue. Default: DATABASE_URL.',
    ),
  POOL_MODELS: wholeNumber(2, 500)
    .default(6)
    .describe('Connections for writes and single records. Default 6.'),
  POOL_READS: wholeNumber(1, 500).default(6).describe('Connections for pages of cases. Default 6.'),
  POOL_QUEUE: wholeNumber(1, 100)
    .default(3)
    .describe('Connections for each end of the job queue. Default 3.'),
  POOL_ACQUIRE_MS: wholeNumber(100, 600_000)
    .default(15_000)
    .describe('Longest wait for a free connection, in milliseconds. Default 15000.'),
  POOL_IDLE_MS: wholeNumber(1000, DAY_MS)
    .default(30_000)
    .describe('An idle connection is closed after this many milliseconds. Default 30000.'),
  POOL_KEEP_ALIVE_MS: wholeNumber(1000, DAY_MS)
    .default(10_000)
    .describe(
      'Silence, in milliseconds, after which TCP asks whether the other end of a connection is still there. Default 10000.',
    ),
  POOL_CHECK_AFTER_MS: wholeNumber(0, DAY_MS)
    .default(5000)
    .describe(
      'A connection that was not used for this many milliseconds is asked before it is used, and replaced if it is dead. 0: always. Default 5000.',
    ),
  READ_TIMEOUT_MS: wholeNumber(100, 600_000)
    .default(10_000)
    .describe('Longest run of a statement that reads a page of cases, in milliseconds. Default 10000.'),

  ADMIN_USER: text(128).default('admin').describe('Name of the administrator. Default admin.'),
  ADMIN_PASSWORD: text()
    .min(8, 'at least 8 characters')
    .optional()
    .describe(
      'Password of the administrator, set anew at every start. Default: a random one, printed at the first start.',
    ),
  JWT_SECRET: text(4096)
    .transform((list) => entriesOf(list, ','))
    .refine(
      (secrets) => secrets.length > 0 && secrets.every(({ length }) => length >= 32),
      'at least 32 characters each',
    )
    .optional()
    .describe(
      'Secret that signs tokens and download links, at least 32 characters; or several, with commas between: the first one signs, all of them verify, so that a secret can be replaced. Default: made at the first start, kept in DATA_DIR.',
    ),
  TOKEN_TTL: wholeNumber(60, 31_536_000)
    .default(43_200)
    .describe('Life of a token, in seconds. Default 43200 (12 hours).'),
  ANONYMOUS_ROLE: z
    .enum(['VIEWER'], 'VIEWER, or nothing')
    .optional()
    .describe(
      'What those may do who send no token: VIEWER lets everyone who reaches the service read all reports. Default: nothing but sign in.',
    ),
  LOGIN_FAILURES: wholeNumber(1, 10_000)
    .default(10)
    .describe(
      'Wrong passwords that one address may send for one user within LOGIN_WINDOW, before it has to wait; for all users together ten times as many. Counted by each process. Default 10.',
    ),
  LOGIN_WINDOW: wholeNumber(1, 86_400)
    .default(900)
    .describe('Time in which wrong passwords are counted, in seconds. Default 900 (15 minutes).'),
  TRUSTED_PROXIES: wholeNumber(0, 16)
    .default(0)
    .describe(
      'Proxies in front of the service that add to X-Forwarded-For, by which the address of a client is known. Default 0.',
    ),

  MAX_QUERY_TOKENS: wholeNumber(100, 1_000_000)
    .default(2000)
    .describe('Longest GraphQL document, in tokens (names, values, punctuation). Default 2000.'),
  MAX_QUERY_DEPTH: wholeNumber(5, 1000)
    .default(14)
    .describe('Most fields within each other in a GraphQL operation. Default 14.'),
  MAX_QUERY_ALIASES: wholeNumber(0, 10_000)
    .default(50)
    .describe('Most aliases in a GraphQL operation. Default 50.'),
  MAX_QUERY_COST: wholeNumber(100, 1_000_000_000)
    .default(100_000)
    .describe(
      'Most values that the answer to a GraphQL operation can hold, by the sizes of the lists that it asks for; of a list of texts ten entries count as one. Default 100000.',
    ),

  MAX_UPLOAD_BYTES: wholeNumber(1, 1024 * GIB)
    .default(16 * GIB)
    .describe('Largest upload, in bytes. Default 17179869184 (16 GiB).'),
  UPLOAD_UNUSED_AFTER: duration
    .default(7 * DAY_MS)
    .describe(
      'How long an uploaded file is kept of which there is no report, from its receipt or from the end of the last job that used it: those never analysed, failed, cancelled, compared, sent twice, or whose report was deleted. A length of time like 12h. Default 7d.',
    ),
  UPLOAD_RETENTION: duration
    .optional()
    .describe(
      'How long an uploaded file is kept, even when there is a report of it. The report stays; its original file can then no longer be downloaded nor analysed again. A length of time like 90d. Default: as long as the report.',
    ),
  MAX_UNPACKED_BYTES: wholeNumber(1, 1024 * GIB)
    .default(64 * GIB)
    .describe('Largest size of a gzip file once unpacked, in bytes. Default 68719476736 (64 GiB).'),
  MAX_UNPACK_RATIO: wholeNumber(1, 100_000)
    .default(200)
    .describe('Highest ratio of unpacked to packed bytes of a gzip file. Default 200.'),
  MAX_COLUMNS: wholeNumber(13, 65_535).default(16_384).describe('Most columns of a header. Default 16384.'),
  FIELD_LIMIT: wholeNumber(256, 16 * MIB)
    .default(131_072)
    .describe('Longest field, in bytes; a row with a longer one is refused. Default 131072.'),

  ENGINE_THREADS: wholeNumber(1, 256)
    .default(Math.max(1, availableParallelism() - 1))
    .describe('Threads that analyse. Default: one less than the cores, at least 1.'),
  ENGINE_BLOCK_BYTES: wholeNumber(64, 64 * MIB)
    .default(256 * 1024)
    .describe('Bytes of a file read at a time by each thread. Default 262144.'),
  ENGINE_MEMORY_LIMIT: byteSize
    .optional()
    .describe(
      'Memory that the analysis of one file may take, beside what the process itself needs, like 512M or 1G; a file that needs more is read several times. Default: none but that of 32-bit addresses.',
    ),
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
  UTC_OFFSET: utcOffset
    .default(-180)
    .describe('Zone of event times in files that name none. Default -03:00.'),
});

type Environment = z.infer<typeof ENVIRONMENT>;
export type Config = ReturnType<typeof configOf>;

/**
 * Reads the configuration.
 *
 * @param environment variables by name; an empty one counts as absent
 * @throws CodedError BAD_CONFIGURATION, naming every bad variable and what is allowed
 */
export function loadConfig(environment: NodeJS.ProcessEnv = process.env): Config {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const parsed = ENVIRONMENT.safeParse(given);
  if (parsed.success) return configOf(parsed.data);
  throw new CodedError(
    'BAD_CONFIGURATION',
    parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '),
  );
}

/** @throws CodedError BAD_CONFIGURATION for an address without a secret */
function webhookOf({ WEBHOOK_URL: url, WEBHOOK_SECRET: secret }: Environment) {
  if (url === undefined) return null;
  if (secret !== undefined) return { url, secret };
  throw new CodedError('BAD_CONFIGURATION', 'WEBHOOK_SECRET: must be set where WEBHOOK_URL is');
}

/** The variables under the names and in the groups that the code uses. */
function configOf(environment: Environment) {
  return {
    /** Absolute. */
    dataDir: resolve(environment.DATA_DIR),
    host: environment.HOST,
    port: environment.PORT,
    publicUrl: environment.PUBLIC_URL,
    logLevel: environment.LOG_LEVEL,
    database: {
      url: environment.DATABASE_URL,
      directUrl: environment.DATABASE_DIRECT_URL ?? environment.DATABASE_URL,
    },
    pools: {
      models: environment.POOL_MODELS,
      reads: environment.POOL_READS,
      queue: environment.POOL_QUEUE,
      acquireMs: environment.POOL_ACQUIRE_MS,
      idleMs: environment.POOL_IDLE_MS,
      keepAliveMs: environment.POOL_KEEP_ALIVE_MS,
      checkAfterMs: environment.POOL_CHECK_AFTER_MS,
      readTimeoutMs: environment.READ_TIMEOUT_MS,
    },
    admin: { user: environment.ADMIN_USER, password: environment.ADMIN_PASSWORD },
    tokens: { secrets: environment.JWT_SECRET, ttlSeconds: environment.TOKEN_TTL },
    anonymousRole: environment.ANONYMOUS_ROLE ?? null,
    loginLimit: { failures: environment.LOGIN_FAILURES, windowSeconds: environment.LOGIN_WINDOW },
    trustedProxies: environment.TRUSTED_PROXIES,
    /** Limits of one GraphQL operation. */
    queryLimits: {
      tokens: environment.MAX_QUERY_TOKENS,
      depth: environment.MAX_QUERY_DEPTH,
      aliases: environment.MAX_QUERY_ALIASES,
      cost: environment.MAX_QUERY_COST,
    },
    maxUploadBytes: environment.MAX_UPLOAD_BYTES,
    uploads: {
      unusedForMs: environment.UPLOAD_UNUSED_AFTER,
      keptForMs: environment.UPLOAD_RETENTION ?? null,
    },
    /** Limits of the analysis, as the engine takes them. */
    limits: {
      unpackedBytes: environment.MAX_UNPACKED_BYTES,
      unpackRatio: environment.MAX_UNPACK_RATIO,
      columns: environment.MAX_COLUMNS,
      fieldBytes: environment.FIELD_LIMIT,
    },
    engine: {
      threads: environment.ENGINE_THREADS,
      blockBytes: environment.ENGINE_BLOCK_BYTES,
      /** Bytes; undefined for none. */
      memoryLimit: environment.ENGINE_MEMORY_LIMIT,
    },
    jobs: {
      atOnce: environment.JOBS_AT_ONCE,
      threads: Math.min(environment.JOB_THREADS ?? environment.ENGINE_THREADS, environment.ENGINE_THREADS),
      maxAttempts: environment.JOB_MAX_ATTEMPTS,
      timeoutMs: environment.JOB_TIMEOUT * 1000,
    },
    /** Undefined: all reports are kept. */
    maxReports: environment.MAX_REPORTS,
    housekeepingMs: environment.HOUSEKEEPING_EVERY * 1000,
    webhook: webhookOf(environment),
    utcOffsetMinutes: environment.UTC_OFFSET,
  };
}
