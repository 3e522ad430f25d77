import { afterEach, expect, test } from 'vitest';
import { sampleText } from '../../bench/sample/generator.js';
import { Service } from '../support/service.js';

const LARGE = sampleText({ rows: 60_000, cases: 20_000, seed: 7, quotedPercent: 5, badPercent: 1 });
const END = 'report { id } error { code }';

interface End {
  status: string;
  report: { id: string } | null;
  error: { code: string } | null;
}

let service: Service;
afterEach(() => service.stop());

async function analysedWithin(memoryLimit: string): Promise<{ end: End; passes: number[] }> {
  service = await Service.start({
    env: {
      LOG_LEVEL: 'info',
      ENGINE_MEMORY_LIMIT: memoryLimit,
      ENGINE_BLOCK_BYTES: '16384',
      ENGINE_THREADS: '1',
    },
  });
  const end = await service.analyse<End>({ bytes: LARGE }, END);
  const passes = [...service.output.matchAll(/"passes":(\d+)/g)].map(([, count]) => Number(count));
  return { end, passes };
}

test('a file that needs more memory than the service may take is read several times', async () => {
  const { end, passes } = await analysedWithin('16M');
  expect(end).toMatchObject({ status: 'SUCCEEDED', error: null });
  expect(passes).toEqual([expect.any(Number)]);
  expect(passes[0]).toBeGreaterThan(1);
});

test('a limit that nothing fits into fails the job with a code', async () => {
  const { end } = await analysedWithin('1M');
  expect(end).toMatchObject({ status: 'FAILED', report: null, error: { code: 'OUT_OF_MEMORY' } });
});
