import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openS3Store, type S3Store } from '../../../src/store/objects/s3/store.js';
import type { DirectAccess } from '../../../src/store/types.js';
import { TestS3 } from '../../support/s3.js';

let server: TestS3;
let objects: S3Store;
let direct: DirectAccess;
beforeAll(async () => {
  server = await TestS3.start();
  objects = openS3Store(server.options());
  if (!objects.direct) throw new Error('The bucket has no direct access.');
  direct = objects.direct;
});
afterAll(async () => {
  objects.close();
  await server.stop();
});

const BYTES = Buffer.from('number;severity\n1;2\n');
const put = (url: string, body: Buffer, headers: Record<string, string>) =>
  fetch(url, { method: 'PUT', body: new Uint8Array(body), headers });

/** What is signed is a matter of the address: this server looks at the time, not at the signature. */
describe('a signed upload', () => {
  it('makes the object that it was signed for', async () => {
    const announced = { bytes: BYTES.length, sha256: null };
    const { url, headers } = await direct.upload('uploads/a', announced, 60);
    expect((await put(url, BYTES, headers)).status).toBe(200);
    expect(await objects.stat('uploads/a')).toMatchObject({ bytes: BYTES.length });
  });

  it('signs the size, the hash, and that nothing is replaced; no checksum of an empty body', async () => {
    const sha256 = createHash('sha256').update(BYTES).digest();
    const announced = { bytes: BYTES.length, sha256: sha256.toString('hex') };
    const { url, headers } = await direct.upload('uploads/b', announced, 60);
    expect(headers).toEqual({
      'if-none-match': '*',
      'x-amz-checksum-sha256': sha256.toString('base64'),
    });
    expect(new URL(url).searchParams.get('X-Amz-SignedHeaders')).toBe(
      'content-length;host;if-none-match;x-amz-checksum-sha256',
    );
    expect(url).not.toMatch(/crc32/i);
    expect((await put(url, BYTES, headers)).status).toBe(200);
  });

  it('is not taken after its time', async () => {
    const { url, headers } = await direct.upload('uploads/e', { bytes: BYTES.length, sha256: null }, 1);
    await sleep(2100);
    expect((await put(url, BYTES, headers)).status).toBe(403);
    expect(await objects.stat('uploads/e')).toBeNull();
  });
});

describe('a signed download', () => {
  const HEADERS = { contentType: 'text/csv; charset=utf-8', disposition: 'attachment; filename="a b.csv"' };

  it('gives the object, whole or in parts, under its name', async () => {
    await objects.put('reports/a', Readable.from([BYTES]));
    const url = await direct.download('reports/a', HEADERS, 60);
    const whole = await fetch(url);
    expect(Buffer.from(await whole.arrayBuffer())).toEqual(BYTES);
    expect(whole.headers.get('content-disposition')).toBe(HEADERS.disposition);
    expect(whole.headers.get('content-type')).toBe(HEADERS.contentType);
    const part = await fetch(url, { headers: { range: 'bytes=2-4' } });
    expect([part.status, await part.text()]).toEqual([206, BYTES.subarray(2, 5).toString()]);
  });
});

it('is given at the address that clients know, or not at all', async () => {
  const publicEndpoint = 'https://files.example.com';
  const known = openS3Store(server.options({ publicEndpoint }));
  const url = await known.direct?.download('a', { contentType: 'text/csv', disposition: 'attachment' }, 60);
  expect(url).toMatch(/^https:\/\/files\.example\.com\/smartremedy\/a\?/);
  known.close();
  const off = openS3Store(server.options({ direct: false }));
  expect(off.direct).toBeNull();
  off.close();
});
