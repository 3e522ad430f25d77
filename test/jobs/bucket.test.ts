import { readdirSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { sampleText } from '../../bench/sample/generator.js';
import type { AnalysisEngine, JobService } from '../../src/jobs/types.js';
import { openS3Store, type S3Store } from '../../src/store/objects/s3/store.js';
import { receiveUpload } from '../../src/store/receiveUpload.js';
import type { UploadRecord } from '../../src/store/types.js';
import { JobsBench, statesOf } from '../support/jobs.js';
import { TestS3 } from '../support/s3.js';
import { TcpProxy } from '../support/tcpProxy.js';

const MIB = 1024 ** 2;

/** A few MiB: the bucket is cut while they come. */
const FILE = Buffer.from(sampleText({ rows: 15_000, cases: 500, seed: 3, quotedPercent: 2, badPercent: 1 }));
const EARLIER = Buffer.from(sampleText({ rows: 300, cases: 50, seed: 4, quotedPercent: 2, badPercent: 1 }));

let bench: JobsBench;
let server: TestS3;
let proxy: TcpProxy;
let objects: S3Store;
let jobs: JobService;
let workDirs: string[][];
beforeAll(async () => {
  [bench, server] = await Promise.all([JobsBench.open(), TestS3.start()]);
  proxy = await TcpProxy.open(server.port);
  objects = openS3Store(server.options({ endpoint: proxy.through(server.url) }));
});
beforeEach(async () => {
  await proxy.restore();
  workDirs = [];
  const engine: AnalysisEngine = {
    scanInPlace: (request, hooks) => {
      workDirs.push(readdirSync(request.workDir));
      return bench.engine.scanInPlace(request, hooks);
    },
    run: (name, task) => bench.engine.run(name, task),
  };
  jobs = await bench.start(engine, { objects, maxAttempts: 5 });
});
afterEach(() => jobs.close());
afterAll(async () => {
  objects?.close();
  await proxy?.close();
  await server?.stop();
  await bench?.close();
});

function upload(content: Buffer, fileName: string): Promise<UploadRecord> {
  const source = (async function* () {
    yield content;
  })();
  return receiveUpload(bench.store, objects, { source, fileName, createdBy: 'ana', maxBytes: 1e9 });
}

describe('jobs over a bucket', () => {
  it('read their files where they are, without a copy first', async () => {
    const [previous, current] = [await upload(EARLIER, 'previous.csv'), await upload(FILE, 'current.csv')];
    const { id } = await jobs.submitComparison({ previous, current, options: {}, createdBy: 'ana' });
    expect((await statesOf(jobs, id)).at(-1)).toMatchObject({ status: 'SUCCEEDED', attempts: 1 });
    const analysis = await jobs.submitAnalysis({ upload: previous, options: {}, createdBy: 'ana' });
    expect((await statesOf(jobs, analysis.id)).at(-1)).toMatchObject({
      status: 'SUCCEEDED',
      bytesRead: EARLIER.length,
    });
    expect(workDirs).toEqual([[], [], []]);
  });

  it('are attempted again when the bucket goes away in the middle, and succeed when it is back', async () => {
    const file = await upload(FILE, 'cut.csv');
    proxy.refuseAfter(2 * MIB);
    const { id } = await jobs.submitAnalysis({ upload: file, options: {}, createdBy: 'ana' });
    const stateOf = () => bench.store.jobs.get(id);
    await vi.waitFor(() => expect(proxy.isRefusing).toBe(true), { timeout: 20_000 });
    await vi.waitFor(async () => expect(await stateOf()).toMatchObject({ status: 'QUEUED', attempts: 1 }), {
      timeout: 20_000,
    });
    await proxy.restore();
    const last = (await statesOf(jobs, id)).at(-1);
    expect(last).toMatchObject({ status: 'SUCCEEDED', error: null, bytesRead: FILE.length });
    expect(last?.attempts).toBeGreaterThan(1);
  });

  it('go on without another attempt when the bucket is away for a moment', async () => {
    const file = await upload(Buffer.concat([FILE, Buffer.from('\n')]), 'moment.csv');
    proxy.refuseAfter(2 * MIB);
    const { id } = await jobs.submitAnalysis({ upload: file, options: {}, createdBy: 'ana' });
    await vi.waitFor(() => expect(proxy.isRefusing).toBe(true), { timeout: 20_000, interval: 10 });
    await proxy.restore();
    expect((await statesOf(jobs, id)).at(-1)).toMatchObject({ status: 'SUCCEEDED', attempts: 1 });
  });
});
