// A process that does what the service does with jobs, to be killed: takes a data directory, and a file to submit
// when there is one; POOLS are the pools of its store, as JSON. Writes a line for every state of the job that is not
// over, or of the last one that there is.
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { claimDataDir } from '../../dist/src/embedded/ownerLock.js';
import { startEmbeddedPostgres } from '../../dist/src/embedded/postgres.js';
import { Engine } from '../../dist/src/engine/node/engine.js';
import { startJobs } from '../../dist/src/jobs/startJobs.js';
import { openFolderStore } from '../../dist/src/store/objects/folder.js';
import { openStore } from '../../dist/src/store/openStore.js';
import { receiveUpload } from '../../dist/src/store/receiveUpload.js';

const [dataDir, file] = process.argv.slice(2);
const log = { info: () => {}, warn: () => {}, error: (fields) => console.error(fields), child: () => log };

const lock = claimDataDir(dataDir);
const { url, stop } = await startEmbeddedPostgres(lock);
const store = await openStore({ url, pools: JSON.parse(process.env.POOLS) });
const objects = await openFolderStore(join(lock.dataDir, 'objects'));
const engine = new Engine({ threads: 1 });
const jobs = await startJobs({
  store,
  objects,
  engine,
  tmpDir: join(lock.dataDir, 'tmp'),
  settings: {
    threads: 1,
    blockBytes: 65_536,
    limits: { fieldBytes: 131_072, columns: 16_384, unpackedBytes: 1e10, unpackRatio: 200 },
    utcOffsetMinutes: -180,
    ruleSetId: 'v1',
  },
  queue: { url, connections: 3, atOnce: 1, log },
  timeoutMs: 600_000,
  housekeepingMs: 600_000,
  webhook: null,
  maxAttempts: 6,
  uploads: { unusedForMs: 86_400_000, keptForMs: null },
  alone: true,
});

if (file) {
  const incoming = {
    source: createReadStream(file),
    fileName: 'large.csv',
    createdBy: 'ana',
    maxBytes: 1e10,
  };
  const upload = await receiveUpload(store, objects, incoming);
  await jobs.submitAnalysis({ upload, options: {}, createdBy: 'ana' });
}
const [{ id }] = await jobs.list({ first: 1 });
for await (const { status, stage, attempts, reportId } of jobs.watchJob(id)) {
  process.stdout.write(`${JSON.stringify({ id, status, stage, attempts, reportId, url })}\n`);
}
await jobs.close();
await engine.close();
await store.close();
await stop();
lock.release();
