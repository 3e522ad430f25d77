import { isAbsolute } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ENVIRONMENT, loadConfig } from '../src/config.js';
import { DEFAULT_LIMITS, DEFAULT_UTC_OFFSET_MINUTES } from '../src/domain/options.js';

describe('the configuration', () => {
  it('has a default for everything, the analysis those of the domain', () => {
    const config = loadConfig({});
    expect(config).toMatchObject({
      host: '127.0.0.1',
      port: 4000,
      logLevel: 'info',
      database: { url: undefined, directUrl: undefined },
      admin: { user: 'admin', password: undefined },
      limits: DEFAULT_LIMITS,
      utcOffsetMinutes: DEFAULT_UTC_OFFSET_MINUTES,
      jobs: { atOnce: 1, maxAttempts: 6 },
    });
    expect(isAbsolute(config.dataDir)).toBe(true);
    expect(config.engine.threads).toBeGreaterThanOrEqual(1);
  });

  it('keeps files in a bucket when it is named, and wants what belongs to that together', () => {
    expect(loadConfig({}).objects.s3).toBeNull();
    const s3 = loadConfig({ S3_BUCKET: 'b', S3_ENDPOINT: 'http://minio:9000' }).objects.s3;
    expect(s3).toMatchObject({
      bucket: 'b',
      region: 'us-east-1',
      credentials: undefined,
      forcePathStyle: true,
      publicEndpoint: 'http://minio:9000',
      direct: true,
    });
    const apart = { S3_BUCKET: 'b', S3_PUBLIC_ENDPOINT: 'https://files.example', S3_DIRECT: 'off' };
    expect(loadConfig(apart).objects.s3).toMatchObject({
      endpoint: undefined,
      publicEndpoint: 'https://files.example',
      direct: false,
    });
    expect(() => loadConfig({ S3_BUCKET: 'b', S3_DIRECT: 'no' })).toThrow(/S3_DIRECT: on or off/);
    expect(loadConfig({ S3_BUCKET: 'b' }).objects.s3).toMatchObject({ forcePathStyle: false });
    expect(() => loadConfig({ S3_REGION: 'sa-east-1' })).toThrow(/S3_BUCKET: must be set where S3_REGION is/);
    expect(() => loadConfig({ S3_BUCKET: 'b', S3_ACCESS_KEY_ID: 'x' })).toThrow(/S3_SECRET_ACCESS_KEY/);
  });

  it('takes what is given, and an empty value for none', () => {
    const config = loadConfig({
      PORT: '0',
      HOST: '',
      UTC_OFFSET: '+05:30',
      DATABASE_URL: 'postgres://u:p@pooler:6432/x',
      PUBLIC_URL: 'https://alerts.example',
    });
    expect(config).toMatchObject({ port: 0, host: '127.0.0.1', utcOffsetMinutes: 330 });
    expect(config.database).toEqual({
      url: 'postgres://u:p@pooler:6432/x',
      directUrl: 'postgres://u:p@pooler:6432/x',
    });
    const secrets = ['x'.repeat(32), `a passphrase of ${'y'.repeat(32)}`];
    expect(loadConfig({ JWT_SECRET: ` ${secrets.join(', ')} ` }).tokens.secrets).toEqual(secrets);
    expect(loadConfig({}).anonymousRole).toBeNull();
    expect(loadConfig({ ANONYMOUS_ROLE: 'VIEWER' }).anonymousRole).toBe('VIEWER');
    expect(loadConfig({ UTC_OFFSET: '-03:30' }).utcOffsetMinutes).toBe(-210);
  });

  it.each([
    ['PORT', '70000', 'a whole number from 0 to 65535'],
    ['PORT', '4e3', 'a whole number'],
    ['TOKEN_TTL', '-5', 'a whole number'],
    ['LOG_LEVEL', 'loud', 'warn'],
    ['UTC_OFFSET', 'BRT', '-03:00'],
    ['UTC_OFFSET', '+15:00', 'at most 14 hours'],
    ['DATABASE_URL', 'mysql://x/y', 'postgres://'],
    ['PUBLIC_URL', 'alerts.example', 'https://'],
    ['JWT_SECRET', 'short', 'at least 32 characters'],
    ['JWT_SECRET', `${'x'.repeat(32)},short`, 'at least 32 characters each'],
    ['JWT_SECRET', ' , ', 'at least 32 characters'],
    ['ANONYMOUS_ROLE', 'ADMIN', 'VIEWER'],
    ['ADMIN_PASSWORD', 'short', 'at least 8 characters'],
  ])('refuses %s=%s, saying what is allowed', (name, value, allowed) => {
    expect(() => loadConfig({ [name]: value })).toThrow(
      expect.objectContaining({
        code: 'BAD_CONFIGURATION',
        message: expect.stringMatching(new RegExp(`^${name}: .*${allowed.replace(/[+]/g, '\\+')}`)),
      }),
    );
  });

  it('lets a role share what it must share, and names all that is missing', () => {
    const shared = { DATABASE_URL: 'postgres://u:p@db/x', OBJECTS_DIR: 'files' };
    const secret = { JWT_SECRET: 'x'.repeat(32) };
    expect(loadConfig({})).toMatchObject({ role: 'all', objectsDir: undefined, drainMs: 0 });
    const worker = loadConfig({ ROLE: 'worker', ...shared });
    expect(worker).toMatchObject({ role: 'worker', drainMs: 20_000, jobs: { parquet: true } });
    expect(loadConfig({ ROLE: 'worker', ...shared, PARQUET: 'off' }).jobs.parquet).toBe(false);
    expect(loadConfig({}).jobs.parquet).toBe(false);
    expect(isAbsolute(worker.objectsDir ?? '')).toBe(true);
    expect(loadConfig({ ROLE: 'api', ...shared, ...secret }).role).toBe('api');
    for (const [given, missing] of [
      [{ ROLE: 'api' }, /ROLE api needs DATABASE_URL.*OBJECTS_DIR.*JWT_SECRET/],
      [{ ROLE: 'worker' }, /ROLE worker needs DATABASE_URL[^;]*; OBJECTS_DIR[^;]*$/],
      [{ ROLE: 'api', ...shared }, /ROLE api needs JWT_SECRET/],
      [{ ROLE: 'both' }, /ROLE: all, api or worker/],
    ] as const) {
      expect(() => loadConfig(given)).toThrow(
        expect.objectContaining({ code: 'BAD_CONFIGURATION', message: expect.stringMatching(missing) }),
      );
    }
  });

  it('tells whether queue and cache are one database', () => {
    const isOne = (queue: string, cache = '') =>
      loadConfig({ REDIS_URL: queue, REDIS_CACHE_URL: cache }).redis.isOneDatabase;
    expect(isOne('')).toBe(false);
    expect(isOne('redis://host')).toBe(false);
    expect(isOne('redis://host', 'redis://:secret@host:6379/0')).toBe(true);
    expect(isOne('redis://host/3', 'redis://host/4')).toBe(false);
    expect(isOne('redis://host', 'redis://host:6380')).toBe(false);
  });

  it('names every bad variable at once', () => {
    expect(() => loadConfig({ PORT: 'x', JOBS_AT_ONCE: '0' })).toThrow(/PORT: .*; JOBS_AT_ONCE: /);
  });

  it('describes each variable, with its default', () => {
    for (const [name, field] of Object.entries(ENVIRONMENT.shape)) {
      expect(field.description, name).toMatch(/Default/);
    }
  });
});
