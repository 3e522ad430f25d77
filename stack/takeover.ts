import { openAsBlob } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import WebSocket from 'ws';
import { sampleFile } from '../bench/sampleFile.js';
import { SmartRemedy } from '../docs/client/client.js';
import { operation } from '../docs/client/operation.js';
import { SignIn, UploadReport } from '../docs/client/operations.js';
import type { Kpis } from '../src/domain/report.js';
import { cliKpis } from './cliKpis.js';
import type { ServiceProcess } from './serviceProcess.js';
import type { Topology } from './topology.js';

/** From the kill of a worker to the report that the other one has made. */
export const MUST_END_WITHIN_MS = 35_000;

/** Small blocks: without them the file would have to be many gigabytes for its analysis to take seconds. */
export const SLOW_WORKERS = { ENGINE_BLOCK_BYTES: '256', ENGINE_THREADS: '1', LOG_LEVEL: 'info' };
const ROWS = 200_000;

const BEGIN_WITHIN_MS = 30_000;
const LOOK_EVERY_MS = 50;

/** Something is not as it must be. */
export class CheckFailed extends Error {}

const StateOfJob = operation<{ job: { status: string; attempts: number; rowsRead: number } }, { id: string }>(
  'query StateOfJob($id: ID!) { job(id: $id) { status attempts rowsRead } }',
);

interface Seen {
  reports: { edges: { node: { kpis: Kpis } }[] };
}

/**
 * Uploads a file to one API, kills the worker that has it in hand, and waits for the report at the other API.
 *
 * @param say told what is seen, line by line
 * @throws CheckFailed
 */
export async function checkTakeover(
  { apis, workers, folder, password }: Topology,
  say: (line: string) => void,
) {
  const [first, second] = await Promise.all(apis.map(({ url }) => signedIn(url, password)));
  const file = await sampleFile({ profile: 'plain', rows: ROWS, dir: folder });
  const blob = await openAsBlob(file);
  const began = performance.now();
  const { uploadReport } = await first.run(UploadReport, { file: blob });
  const { id } = uploadReport;
  say(
    `${ROWS.toLocaleString('en')} rows, ${megabytes(blob.size)}, taken in by ${apis[0].name} in ${since(began)}`,
  );

  const job = async () => (await second.run(StateOfJob, { id })).job;
  const busy = await until('a worker is in the middle of the job', BEGIN_WITHIN_MS, async () => {
    const { rowsRead } = await job();
    return rowsRead > 0 ? workers.find((worker) => worker.worksOn(id)) : undefined;
  });
  say(`${busy.name} has it in hand, ${(await job()).rowsRead.toLocaleString('en')} rows are read`);

  const killed = performance.now();
  await busy.end('SIGKILL');
  say(`${busy.name} is killed (SIGKILL, pid ${busy.pid})`);
  const other = workers.find((worker) => worker !== busy) as ServiceProcess;
  await until(`${other.name} takes over`, MUST_END_WITHIN_MS, async () => other.worksOn(id) || undefined);
  say(`${other.name} has taken over ${since(killed)} after the kill`);
  const left = MUST_END_WITHIN_MS - (performance.now() - killed);
  const { attempts } = await until(`${other.name} ends the job`, left, async () => {
    const state = await job();
    return ['QUEUED', 'RUNNING'].includes(state.status) ? undefined : state;
  });
  say(`the job has ended ${since(killed)} after the kill, at attempt ${attempts}`);
  await compareKpis(second, file, say);
}

async function signedIn(url: string, password: string): Promise<SmartRemedy> {
  const client = new SmartRemedy({ url, webSocketImpl: WebSocket });
  client.token = (await client.run(SignIn, { username: 'admin', password })).login.token;
  return client;
}

async function compareKpis(client: SmartRemedy, file: string, say: (line: string) => void): Promise<void> {
  const expected = await cliKpis(file);
  const fields = Object.keys(expected).join(' ');
  const AllKpis = operation<Seen, Record<string, never>>(
    `{ reports { edges { node { kpis { ${fields} } } } } }`,
  );
  const { reports } = await client.run(AllKpis, {});
  if (reports.edges.length !== 1) throw new CheckFailed(`There are ${reports.edges.length} reports, not 1.`);
  const [{ kpis }] = reports.edges.map(({ node }) => node);
  if (!isDeepStrictEqual({ ...kpis }, expected))
    throw new CheckFailed(`The report has ${JSON.stringify(kpis)}, "analyze" ${JSON.stringify(expected)}.`);
  const [cases, alerts] = [kpis.totalCases, kpis.totalAlerts].map((count) => count.toLocaleString('en'));
  say(
    `its one report has the KPIs of "npm run analyze": ${cases} cases, ${alerts} alerts, all the others, too`,
  );
}

/** The first answer that is not undefined. @throws CheckFailed when it takes longer than it may */
async function until<T>(what: string, withinMs: number, look: () => Promise<T | undefined>): Promise<T> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const found = await look();
    if (performance.now() > deadline)
      throw new CheckFailed(`Within ${(withinMs / 1000).toFixed(1)} s it was to be seen that ${what}.`);
    if (found !== undefined) return found;
    await sleep(LOOK_EVERY_MS);
  }
}

const since = (start: number): string => `${((performance.now() - start) / 1000).toFixed(1)} s`;
const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;
