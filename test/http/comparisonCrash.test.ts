import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { golden } from '../support/golden.js';
import { Service } from '../support/service.js';

const { bytes } = golden('20_gen1k_semicolon_bom');
const [header, ...rows] = bytes.toString('utf8').split('\n').filter(Boolean);
const LONG = `${header}\n${`${rows.join('\n')}\n`.repeat(100)}`;
// Small blocks, so that there is a middle to be killed in.
const ENV = { ENGINE_BLOCK_BYTES: '64', ENGINE_THREADS: '1' };
const QUERY = `query($id: ID!) {
  job(id: $id) { status attempts trend { id verdict } }
  trends { totalCount }
  reports { totalCount }
}`;

const folder = mkdtempSync(join(tmpdir(), 'comparison-'));
const dataDir = join(folder, 'data');
let service: Service | undefined;
afterAll(async () => {
  await service?.stop();
  rmSync(folder, { recursive: true, force: true });
});

interface State {
  job: { status: string; attempts: number; trend: { id: string; verdict: string } | null };
  trends: { totalCount: number };
  reports: { totalCount: number };
}

test('a service that is killed in the middle of a comparison ends it by itself, once', async () => {
  service = await Service.start({ env: ENV, dataDir });
  const { data } = await service.multipart<{ comparePeriods: { id: string } }>(
    'mutation($previous: Upload!, $current: Upload!) { comparePeriods(previous: $previous, current: $current) { id } }',
    { previous: { bytes: LONG, fileName: 'a.csv' }, current: { bytes: LONG, fileName: 'b.csv' } },
  );
  const id = data?.comparePeriods.id ?? '';
  let before = await service.data<State>(QUERY, { id });
  while (before.job.status === 'QUEUED') before = await service.data<State>(QUERY, { id });
  expect(before.job).toEqual({ status: 'RUNNING', attempts: 1, trend: null });
  await service.stop('SIGKILL');

  service = await Service.start({ env: ENV, dataDir });
  await service.ended(id);
  const after = await service.data<State>(QUERY, { id });
  expect(after).toMatchObject({
    job: { status: 'SUCCEEDED', attempts: 2, trend: { verdict: 'STAGNATION' } },
    trends: { totalCount: 1 },
    reports: { totalCount: 0 },
  });
  const trendIds = (await service.backing.objects.keys('trends/')).map((key) => key.split('/')[1]);
  expect([...new Set(trendIds)]).toEqual([after.job.trend?.id]);
  expect(service.temporaryFiles()).toEqual([]);
  // Beside other processes an attempt is dead only after it has been silent for a while.
}, 150_000);
