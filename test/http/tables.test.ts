import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, inject, test } from 'vitest';
import { openS3Store } from '../../src/store/objects/s3/store.js';
import { queried } from '../reports/parquet/support.js';
import { golden } from '../support/golden.js';
import { TestS3 } from '../support/s3.js';
import { Service } from '../support/service.js';
import { readZip } from '../support/zip.js';

interface Job {
  status: string;
  report: {
    id: string;
    kpis: { totalAlerts: number; totalCases: number };
    artifacts: { kind: string; name: string; bytes: number; url: string }[];
  };
}

const FIELDS = 'report { id kpis { totalAlerts totalCases } artifacts { kind name bytes url } }';
const { bytes, options } = golden('20_gen1k_semicolon_bom');

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tables-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** What is common to every store: tables are listed, downloaded, packed, read, and removed. */
async function checkTables(service: Service, keysOf: () => Promise<string[]>): Promise<void> {
  const { status, report } = await service.analyse<Job>({ bytes, options }, FIELDS);
  expect(status).toBe('SUCCEEDED');
  const tables = report.artifacts.filter(({ kind }) => kind.endsWith('_PARQUET'));
  const path = (table: string) => `parquet/${table}/period=2025-01/report=${report.id}/part-0.parquet`;
  expect(tables.map(({ kind, name }) => [kind, name])).toEqual([
    ['ALERTS_PARQUET', path('alerts')],
    ['CASES_PARQUET', path('cases')],
  ]);
  const contentOf = async (url: string) => {
    const response = await fetch(new URL(url, service.url));
    expect(response.status).toBe(200);
    return Buffer.from(await response.arrayBuffer());
  };
  for (const { name, url, bytes: size } of tables) {
    const content = await contentOf(url);
    expect(content.length).toBe(size);
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  const rows = (table: string) =>
    `(SELECT count(*) FROM read_parquet('${folder}/parquet/${table}/*/*/*.parquet', hive_partitioning = true)
      WHERE report = '${report.id}' AND period = '2025-01')::int AS ${table}`;
  expect(await queried(`SELECT ${rows('alerts')}, ${rows('cases')}`)).toEqual([
    { alerts: report.kpis.totalAlerts, cases: report.kpis.totalCases },
  ]);

  const bundle = report.artifacts.find(({ kind }) => kind === 'BUNDLE_ZIP');
  const packed = readZip(await contentOf(bundle?.url ?? '')).map(({ name }) => name);
  expect(packed).toEqual(expect.arrayContaining(tables.map(({ name }) => name)));

  const keys = await keysOf();
  for (const { name } of tables) expect(keys.some((key) => key.endsWith(`/${name}`))).toBe(true);
  await service.data('mutation($id: ID!) { deleteReport(id: $id) }', { id: report.id });
  expect((await keysOf()).filter((key) => key.startsWith('reports/'))).toEqual([]);
}

test('the tables of a report are files like the others', async () => {
  const service = await Service.start({ env: { PARQUET: 'on' } });
  try {
    await checkTables(service, () => service.backing.objects.keys('reports/'));
  } finally {
    await service.stop();
  }
});

// Over services, the test above is over a bucket already.
test.skipIf(inject('services'))('so they are in a bucket', async () => {
  const server = await TestS3.start();
  const objects = openS3Store(server.options());
  const service = await Service.start({ env: { PARQUET: 'on', ...server.environment() } });
  const keys = async () => {
    const found: string[] = [];
    for await (const { key } of objects.list('reports/')) found.push(key);
    return found;
  };
  try {
    await checkTables(service, keys);
  } finally {
    await service.stop();
    objects.close();
    await server.stop();
  }
});
