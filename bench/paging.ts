import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { loadConfig } from '../src/config.js';
import { claimDataDir } from '../src/embedded/ownerLock.js';
import { startEmbeddedPostgres } from '../src/embedded/postgres.js';
import { openStore } from '../src/store/openStore.js';
import { loadCases } from './paging/cases.js';
import { LISTS } from './paging/lists.js';
import { type Figures, measureList, type Subject } from './paging/measure.js';

const USAGE = `Pages of cases, timed in a database with few reports and in one with many.

  --reports N   reports of the large database (1000)
  --few N       reports of the small one (10)
  --cases N     cases per report (5000)
  --rounds N    reports asked per list (31)
`;

/**
 * Loads the bundled PostgreSQL, as it is shipped, with two databases, and times every order and filter in both.
 * Some 6 GB in the folder of temporary files, and some minutes, for 1,000 reports of 5,000 cases.
 */
export async function pagingBench(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      reports: { type: 'string', default: '1000' },
      few: { type: 'string', default: '10' },
      cases: { type: 'string', default: '5000' },
      rounds: { type: 'string', default: '31' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return void process.stdout.write(USAGE);
  const folder = await mkdtemp(join(tmpdir(), 'smartremedy-paging-'));
  const lock = claimDataDir(folder);
  const postgres = await startEmbeddedPostgres(lock);
  const stores: { close(): Promise<void> }[] = [];
  try {
    const casesPerReport = Number(values.cases);
    const subjects: Subject[] = [];
    for (const [name, reports] of [
      ['few', Number(values.few)],
      ['many', Number(values.reports)],
    ] as const) {
      const url = await createDatabase(postgres.url, name);
      const store = await openStore({ url, pools: loadConfig({}).pools });
      stores.push(store);
      const startedAt = performance.now();
      const reportIds = await loadCases(url, { reports, casesPerReport });
      process.stdout.write(`${reports} reports of ${casesPerReport} cases, ${await sizeOf(url)}, `);
      process.stdout.write(`loaded in ${((performance.now() - startedAt) / 1000).toFixed(0)} s\n`);
      subjects.push({ cases: store.cases, reportIds });
    }
    for (const subject of subjects) await measureList([subject], LISTS[0], 5);
    process.stdout.write(
      `\nmilliseconds, lower quartiles: ${values.few} reports, ${values.reports} reports, ratio\n\n` +
        '| order, filter | first page | | | once more | | | page in the middle | | | count | | |\n' +
        '| --- | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: |\n',
    );
    for (const list of LISTS) {
      const [few, many] = await measureList(subjects, list, Number(values.rounds));
      process.stdout.write(`| ${list.name} | ${row(few, many)} |\n`);
    }
  } finally {
    await Promise.all(stores.map((store) => store.close()));
    await postgres.stop();
    lock.release();
    await rm(folder, { recursive: true, force: true });
  }
}

function row(few: Figures, many: Figures): string {
  return (['firstPage', 'again', 'deepPage', 'count'] as const)
    .map((name) =>
      [few[name].toFixed(1), many[name].toFixed(1), (many[name] / few[name]).toFixed(2)].join(' | '),
    )
    .join(' | ');
}

async function createDatabase(serverUrl: string, name: string): Promise<string> {
  await onClient(serverUrl, (client) => client.query(`CREATE DATABASE ${name}`));
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
}

async function sizeOf(url: string): Promise<string> {
  const { rows } = await onClient(url, (client) =>
    client.query<{ size: string }>('SELECT pg_size_pretty(pg_database_size(current_database())) AS size'),
  );
  return rows[0].size;
}

async function onClient<T>(url: string, task: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await task(client);
  } finally {
    await client.end();
  }
}
