// Reads the Parquet files of a report with ClickHouse, by the query of docs/analytics.md, and compares the KPIs.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { query } from 'chdb';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const golden = join(root, 'test/golden');
const page = readFileSync(join(root, 'docs/analytics.md'), 'utf8');
const [, documented] = /```sql clickhouse\n([^`]*)```/.exec(page) ?? [];
assert(documented, 'docs/analytics.md has no query for ClickHouse');

const REPORT = '0d6e7a52-6a2c-4c53-9d43-0f2f6f0f8f11';
const folder = mkdtempSync(join(tmpdir(), 'clickhouse-'));
try {
  for (const name of readdirSync(golden)) if (existsSync(join(golden, name, 'input.csv'))) checkFolder(name);
} finally {
  rmSync(folder, { recursive: true });
}

/** Analyses the input of a golden folder and asks ClickHouse for its KPIs. */
function checkFolder(name) {
  const out = join(folder, name);
  const input = join(golden, name, 'input.csv');
  const { options } = JSON.parse(readFileSync(join(golden, name, 'expected.json'), 'utf8'));
  const flags = options?.dateOrder ? ['--date-order', options.dateOrder] : [];
  const command = [
    join(root, 'dist/bundled/cli/cli.js'),
    'analyze',
    input,
    '--out',
    out,
    '--json',
    '--parquet',
    ...flags,
  ];
  const run = spawnSync(process.execPath, command, { encoding: 'utf8' });
  assert.equal(run.status, 0, run.stderr);
  const { kpis, artifacts } = JSON.parse(run.stdout);
  const cases = artifacts.find(({ kind }) => kind === 'CASES_PARQUET');
  if (kpis.totalCases === 0) {
    assert.equal(cases, undefined);
    console.log(`${name}: no cases, no table`);
    return;
  }
  const lake = join(folder, 'lake', name);
  const [table, period] = dirname(cases.name).split('/').slice(1);
  const place = join(lake, 'reports/job/1/parquet', table, period, `report=${REPORT}`);
  cpSync(join(out, dirname(cases.name)), place, { recursive: true });
  const [{ report, ...found }] = rowsOf(documented.replace('data/objects', lake));
  assert.equal(report, REPORT);
  assert.deepEqual(found, kpis, name);
  console.log(`${name}: ${kpis.totalCases} cases, ${kpis.totalAlerts} alerts, the same KPIs`);
}

function rowsOf(sql) {
  const answer = query(sql, 'JSONEachRow');
  return answer
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}
