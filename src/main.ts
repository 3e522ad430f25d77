import { join } from 'node:path';
import { type Logger, pino } from 'pino';
import { type Config, loadConfig } from './config.js';
import { claimDataDir, type OwnerLock } from './embedded/ownerLock.js';
import { startEmbeddedPostgres } from './embedded/postgres.js';
import { Engine } from './engine/node/engine.js';
import { CodedError, ERRORS, publicError } from './errors.js';
import { LoginLimit } from './graphql/loginLimit.js';
import { Tokens } from './graphql/tokens.js';
import { ensureAdmin } from './http/adminUser.js';
import { GRAPHIQL_PATH } from './http/app.js';
import { GRAPHQL_PATH } from './http/errorResponses.js';
import { Links } from './http/links.js';
import { signingSecrets } from './http/secret.js';
import { startHttp } from './http/server.js';
import { startJobs } from './jobs/startJobs.js';
import { DEFAULT_RULE_SET } from './rules/load.js';
import { openFolderStore } from './store/objects/folder.js';
import { openStore } from './store/openStore.js';

/** A clean stop that takes longer has hung, in milliseconds. */
const STOP_MS = 20_000;

type Closer = () => void | Promise<void>;

/** What was started, to be ended in the opposite order. */
class Started {
  readonly #closers: Closer[] = [];

  add(closer: Closer): void {
    this.#closers.push(closer);
  }

  async close(log: Logger): Promise<void> {
    for (const closer of this.#closers.splice(0).reverse()) {
      try {
        await closer();
      } catch (err) {
        log.error({ err }, 'a part did not stop cleanly');
      }
    }
  }
}

interface Database {
  url: string;
  directUrl: string;
  /** Whether it is the bundled one, which no other process can use. */
  bundled: boolean;
}

async function openDatabase(
  config: Config,
  lock: OwnerLock,
  started: Started,
  fallen: () => void,
): Promise<Database> {
  const { url, directUrl } = config.database;
  if (url !== undefined) return { url, directUrl: directUrl ?? url, bundled: false };
  const postgres = await startEmbeddedPostgres(lock);
  let stopping = false;
  void postgres.exited.then(() => stopping || fallen());
  started.add(() => {
    stopping = true;
    return postgres.stop();
  });
  return { url: postgres.url, directUrl: postgres.url, bundled: true };
}

/** From the database up to the door; resolves when requests are answered. */
async function start(config: Config, log: Logger, started: Started, fallen: () => void): Promise<string[]> {
  const lock = claimDataDir(config.dataDir);
  started.add(() => lock.release());
  const tmpDir = join(lock.dataDir, 'tmp');
  // Uploads are buffered where the system keeps temporary files; a crash leaves them, and this folder is emptied.
  process.env.TMPDIR = tmpDir;

  const database = await openDatabase(config, lock, started, fallen);
  const store = await openStore({
    ...database,
    pools: config.pools,
    onConnectionLost: (err) => log.warn({ err }, 'an idle database connection broke'),
  });
  started.add(() => store.close());
  const password = await ensureAdmin(store.users, config.admin);
  const objects = await openFolderStore(join(lock.dataDir, 'objects'));

  const engine = new Engine({ threads: config.engine.threads });
  started.add(() => engine.close());
  const { limits, utcOffsetMinutes } = config;
  const jobs = await startJobs({
    store,
    objects,
    engine,
    tmpDir,
    settings: {
      ...config.engine,
      threads: config.jobs.threads,
      limits,
      utcOffsetMinutes,
      ruleSetId: DEFAULT_RULE_SET,
    },
    queue: { url: database.directUrl, connections: config.pools.queue, atOnce: config.jobs.atOnce, log },
    uploads: config.uploads,
    maxAttempts: config.jobs.maxAttempts,
    timeoutMs: config.jobs.timeoutMs,
    maxReports: config.maxReports,
    housekeepingMs: config.housekeepingMs,
    webhook: config.webhook,
    alone: database.bundled,
  });
  started.add(() => jobs.close());

  const secrets = signingSecrets(config.tokens.secrets, lock.dataDir);
  const links = new Links(secrets, config.publicUrl);
  const http = await startHttp({
    host: config.host,
    port: config.port,
    services: {
      store,
      objects,
      jobs,
      tokens: new Tokens(secrets, config.tokens.ttlSeconds),
      loginLimit: new LoginLimit(config.loginLimit),
      anonymousRole: config.anonymousRole,
      queryLimits: config.queryLimits,
      trustedProxies: config.trustedProxies,
      maxUploadBytes: config.maxUploadBytes,
      artifactUrl: (ownerId, name) => links.artifactUrl(ownerId, name),
    },
    links,
    checks: {
      database: () => store.ping(),
      queue: () => jobs.ping(),
      objects: () => objects.stat('health'),
    },
    log,
  });
  started.add(() => http.close());
  return greeting(config, http.url, password);
}

function greeting({ admin, publicUrl }: Config, url: string, password: string | null): string[] {
  const address = publicUrl?.replace(/\/+$/, '') ?? url;
  const lines = [`GraphQL   ${address}${GRAPHQL_PATH}`, `GraphiQL  ${address}${GRAPHIQL_PATH}`];
  if (password !== null) {
    lines.push(
      `User      ${admin.user}`,
      `Password  ${password}`,
      '          (made now and shown this once)',
    );
  }
  return lines;
}

function explainFailure(error: unknown): void {
  const { code, message } = publicError(error);
  process.stderr.write(`${code}: ${message}\n${ERRORS[code].advice}\n`);
}

async function main(): Promise<void> {
  const config = loadConfig();
  const log = pino({ level: config.logLevel, base: undefined }, pino.destination({ dest: 2, sync: true }));
  const started = new Started();
  let stopping = false;
  const stop = (exitCode: number) => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(1), STOP_MS).unref();
    // What is being started when the signal comes must be there before it can be stopped.
    void starting
      .catch(() => undefined)
      .then(() => started.close(log))
      .then(() => process.exit(exitCode));
  };
  const fallen = () => {
    log.fatal('the bundled PostgreSQL has ended');
    stop(1);
  };
  const starting = start(config, log, started, fallen);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => stop(0));
  try {
    const lines = await starting;
    if (!stopping) process.stdout.write(`${lines.join('\n')}\n`);
  } catch (error) {
    if (!(error instanceof CodedError)) log.error({ err: error }, 'the service could not start');
    explainFailure(error);
    stop(1);
  }
}

main().catch((error: unknown) => {
  explainFailure(error);
  process.exit(1);
});
