import { describe, expect, it } from 'vitest';
import { JobsBench } from '../support/jobs.js';
import { hasRedis } from '../support/services/installed.js';

const isThere = hasRedis();
JobsBench.isOverRedis = isThere;

describe.skipIf(!isThere)('over Redis, jobs', async () => {
  await import('./jobs.test.js');
});

describe.skipIf(!isThere)('over Redis, a cancel and a retry', async () => {
  await import('./control.test.js');
});

describe.skipIf(!isThere)('over Redis, a stop and a start', async () => {
  await import('./restart.test.js');
});

describe.skipIf(!isThere)('over Redis, errands', async () => {
  await import('./webhook.test.js');
});

describe.skipIf(!isThere)('over Redis, the tests above', () => {
  it('have left PostgreSQL without a queue', async () => {
    const bench = await JobsBench.open();
    const jobs = await bench.start();
    expect(await bench.schemas()).not.toContain('bullmq');
    await jobs.close();
    await bench.close();
  });
});
