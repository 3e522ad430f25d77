import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { PROJECT_ROOT } from '../../../src/paths.js';

const MIB = 1024 * 1024;

it('a case of very many rows is written whole, in little memory', () => {
  const script = join(PROJECT_ROOT, 'test/reports/parquet/hugeCaseProcess.mjs');
  const { bytes, moreBytes } = JSON.parse(
    execFileSync(process.execPath, [script, '2000000'], { encoding: 'utf8' }),
  );
  const [alerts, cases] = bytes;
  // Every number with its length; two bits, or a bit and a level, for every entry of the list.
  expect(alerts).toBeGreaterThan(2_000_000 * 14);
  expect(cases).toBeGreaterThan(2_000_000 / 8);
  expect(moreBytes).toBeLessThan(60 * MIB);
});
