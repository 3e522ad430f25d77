import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { type BundleEntry, bundle } from '../../src/http/bundle.js';
import { DIST } from '../../src/paths.js';
import { readZip } from '../support/zip.js';

const entry = (name: string, text: string): BundleEntry => ({
  name,
  bytes: Buffer.byteLength(text),
  open: async () => Readable.from([Buffer.from(text)]),
});

const FILES = [
  entry('summary.json', '{}'),
  entry('empty.csv', ''),
  entry('plans/squad-0123456789.csv', 'a;b\n'.repeat(100_000)),
];

describe('a bundle', () => {
  test('holds its entries, in their order, packed', async () => {
    const zip = await buffer(bundle(FILES));
    const members = readZip(zip);
    expect(members.map(({ name }) => name)).toEqual(FILES.map(({ name }) => name));
    expect(members.map(({ content }) => content.length)).toEqual([2, 0, 400_000]);
    expect(zip.length).toBeLessThan(4_000);
  });

  test('is the same bytes at any time', async () => {
    const one = await buffer(bundle(FILES));
    await sleep(2_100);
    expect((await buffer(bundle(FILES))).equals(one)).toBe(true);
    for (const { time } of readZip(one)) expect(time).toBe(0x0021_0000);
  });

  test('is the same bytes in every zone', () => {
    const script = `
      const { bundle } = await import(${JSON.stringify(pathToFileURL(join(DIST, 'src/http/bundle.js')).href)});
      const { Readable } = await import('node:stream');
      const { buffer } = await import('node:stream/consumers');
      const open = async () => Readable.from([Buffer.from('text')]);
      process.stdout.write((await buffer(bundle([{ name: 'a.csv', bytes: 4, open }]))).toString('hex'));`;
    const inZone = (TZ: string) =>
      execFileSync(process.execPath, ['--input-type=module', '-e', script], {
        env: { ...process.env, TZ },
        encoding: 'utf8',
      });
    const [one, other] = ['Asia/Kathmandu', 'America/Sao_Paulo'].map(inZone);
    expect(one).toMatch(/^504b0304/);
    expect(other).toBe(one);
  });

  test('of nothing is an archive too', async () => {
    expect(readZip(await buffer(bundle([])))).toEqual([]);
  });

  test.each([
    ['cannot be opened', async () => Promise.reject(new Error('gone'))],
    ['breaks off', async () => Readable.from(broken())],
    ['is shorter than it was', async () => Readable.from([Buffer.from('x')])],
  ])('ends in an error when an entry %s', async (_, open) => {
    const bad: BundleEntry = { name: 'bad.csv', bytes: 10, open };
    await expect(buffer(bundle([FILES[0], bad, FILES[2]]))).rejects.toThrow(/gone|broken|unexpected/);
  });

  test('opens one entry at a time, and lets go of it when nobody reads on', async () => {
    const opened: PassThrough[] = [];
    const endless = (name: string): BundleEntry => ({
      name,
      bytes: 1e12,
      open: async () => {
        const content = new PassThrough();
        opened.push(content);
        content.write(Buffer.alloc(1_000));
        return content;
      },
    });
    const stream = bundle([endless('a'), endless('b')]);
    stream.resume();
    await expect.poll(() => opened.length).toBe(1);
    await sleep(50);
    expect(opened).toHaveLength(1);
    stream.destroy();
    await expect.poll(() => opened[0].destroyed).toBe(true);
  });
});

function* broken() {
  yield Buffer.from('12345');
  throw new Error('broken');
}
