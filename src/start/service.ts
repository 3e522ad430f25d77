import { join } from 'node:path';
import type { Logger } from 'pino';
import type { Config } from '../config.js';
import { claimDataDir } from '../embedded/ownerLock.js';
import { Engine } from '../engine/node/engine.js';
import { LoginLimit } from '../graphql/loginLimit.js';
import { RateLimits } from '../graphql/rateLimits.js';
import { Tokens } from '../graphql/tokens.js';
import { ensureAdmin } from '../http/adminUser.js';
import { GRAPHIQL_PATH } from '../http/app.js';
import { GRAPHQL_PATH } from '../http/errorResponses.js';
import { helpful, READY_PATH, vital } from '../http/health.js';
import { Links } from '../http/links.js';
import { openOperatorDoor } from '../http/operatorDoor.js';
import { signingSecrets } from '../http/secret.js';
import { startHttp } from '../http/server.js';
import { startJobs } from '../jobs/startJobs.js';
import { Metrics } from '../metrics/metrics.js';
import { DEFAULT_RULE_SET } from '../rules/load.js';
import { cachedStore } from '../store/cache/cachedStore.js';
import { openStore } from '../store/openStore.js';
import { openSharing } from './cache.js';
import { openDatabase } from './database.js';
import { LateEngine } from './lateEngine.js';
import { openObjects } from './objects.js';
import type { Started } from './started.js';

/**
 * From the database up to the door; resolves when requests are answered.
 *
 * @param started takes what has to be ended
 * @param fallen  called when the service cannot go on
 * @returns lines that tell whoever started it how to reach it
 */
export async function startService(
  config: Config,
  log: Logger,
  started: Started,
  fallen: () => void,
): Promise<string[]> {
  const lock = claimDataDir(config.dataDir);
  started.add(() => lock.release());
  const tmpDir = join(lock.dataDir, 'tmp');
  // Uploads are buffered where the system keeps temporary files; a crash leaves them, and this folder is emptied.
  process.env.TMPDIR = tmpDir;

  const database = await openDatabase(config, lock, log, started, fallen);
  const counted = new Metrics();
  const stored = await openStore({
    ...database,
    pools: config.pools,
    jobEnds: counted.jobs,
    onConnectionLost: (err) => log.warn({ err }, 'an idle database connection broke'),
  });
  started.add(() => stored.close());
  const sharing = openSharing(config, database.bundled, log, started, counted.cache);
  counted.readFrom({ census: () => stored.jobs.census(), pools: () => stored.pools() });
  const store = cachedStore(stored, sharing.cache);
  const { role } = config;
  const password = role === 'worker' ? null : await ensureAdmin(store.users, config.admin);
  const objects = await openObjects(config, lock.dataDir, store, log, started);

  // Answers go first: who asks for a page waits for it, who uploads a file waits for its job.
  const engine =
    role === 'api'
      ? new LateEngine({ threads: 1, givesWay: true })
      : new Engine({ ...config.engine, givesWay: true });
  started.add(() => engine.close());
  warnOfOneRedis(config, log);
  const { limits, utcOffsetMinutes } = config;
  const jobs = await startJobs({
    store,
    objects,
    engine,
    tmpDir,
    observer: counted.jobs,
    settings: {
      ...config.engine,
      threads: config.jobs.threads,
      limits,
      utcOffsetMinutes,
      ruleSetId: DEFAULT_RULE_SET,
      parquet: config.jobs.parquet,
    },
    queue: {
      url: database.directUrl,
      redisUrl: config.redis.queueUrl,
      connections: config.pools.queue,
      atOnce: role === 'api' ? 0 : config.jobs.atOnce,
      log,
    },
    uploads: config.uploads,
    maxAttempts: config.jobs.maxAttempts,
    timeoutMs: config.jobs.timeoutMs,
    silentForMs: config.jobs.silentForMs,
    drainMs: config.drainMs,
    maxReports: config.maxReports,
    housekeepingMs: config.housekeepingMs,
    webhook: config.webhook,
    alone: database.bundled,
  });
  started.add(() => jobs.close());
  const checks = {
    database: vital(() => store.ping()),
    objects: vital(() => objects.ping()),
    queue: helpful(() => jobs.ping()),
    ...sharing.checks,
  };
  const door = {
    host: config.host,
    port: config.port,
    checks,
    metrics: { page: () => counted.page(), token: config.metricsToken },
    observer: counted.requests,
    log,
  };
  if (role === 'worker') {
    const { url, close } = await openOperatorDoor(door);
    started.add(close);
    return [`Worker    ${url}${READY_PATH}`];
  }

  const secrets = signingSecrets(config.tokens.secrets, lock.dataDir);
  const links = new Links(secrets, config.publicUrl);
  const http = await startHttp({
    ...door,
    services: {
      store,
      cache: sharing.cache,
      objects,
      jobs,
      tokens: new Tokens(secrets, config.tokens.ttlSeconds),
      loginLimit: new LoginLimit(config.loginLimit, sharing.redis?.client),
      rates: new RateLimits(config.rates, sharing.redis?.client ?? null),
      anonymousRole: config.anonymousRole,
      queryLimits: config.queryLimits,
      socketLimits: config.socketLimits,
      trustedProxies: config.trustedProxies,
      maxUploadBytes: config.maxUploadBytes,
      uploadObserver: counted.uploads,
      artifactUrl: (ownerId, name) => links.artifactUrl(ownerId, name),
      uploadUrl: (uploadId, expiresAt) => links.uploadUrl(uploadId, expiresAt),
    },
    links,
  });
  started.add(() => http.close());
  return greeting(config, http.url, password);
}

function warnOfOneRedis({ redis }: Config, log: Logger): void {
  if (redis.isOneDatabase)
    log.warn('REDIS_URL and REDIS_CACHE_URL are one database: what is cached may push the queue out of it');
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
