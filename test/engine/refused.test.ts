import { afterAll, beforeAll, expect, it } from 'vitest';
import { readRefused } from '../../src/engine/node/refused.js';
import { file, line } from '../reference/support.js';
import { Bench } from './support.js';

const NEVER = { sys_created_on: 'never' };

let bench: Bench;
beforeAll(() => {
  bench = new Bench();
});
afterAll(() => bench.close());

/** Of each refused row whether it says that its fields are as they stand in its text. */
async function unquoted(...lines: string[]): Promise<boolean[]> {
  const request = bench.request(bench.write(file(...lines)), {});
  const { refused } = await bench.engine.scan(request);
  return Array.from(readRefused(refused), (row) => row.unquoted != null);
}

it('a refused row is its fields unless one is in quotes, missing, or one too many', async () => {
  expect(await unquoted(line(NEVER), line({ ...NEVER, number: '' }))).toEqual([true, true]);
  expect(await unquoted(line({ ...NEVER, node: '"a;b"' }), line({ ...NEVER, node: 'say "x"' }))).toEqual([
    false,
    false,
  ]);
  expect(await unquoted('SQUAD;disk full;srv01', `${line(NEVER)};`)).toEqual([false, false]);
});

it('a row whose columns cannot be told apart has none', async () => {
  expect(await unquoted(`${line()};more`, line({ node: 'a\0b' }), '"never closed')).toEqual([
    false,
    false,
    false,
  ]);
});
