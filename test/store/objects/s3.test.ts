import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { S3Options } from '../../../src/store/objects/s3/bucket.js';
import { openS3Store } from '../../../src/store/objects/s3/store.js';
import { TestS3 } from '../../support/s3.js';

let server: TestS3;
beforeAll(async () => {
  server = await TestS3.start();
});
afterAll(() => server.stop());

const source = () => Readable.from([Buffer.from('x')]);

/** Every way of asking a store that is not there, or not ours. */
async function expectUnavailable(changes: Partial<S3Options>, message: RegExp): Promise<void> {
  const objects = openS3Store(server.options(changes));
  const asking = [
    () => objects.ping(),
    () => objects.put('a', source()),
    () => objects.get('a'),
    () => objects.stat('a'),
    () => objects.location('a'),
    () => objects.removePrefix('a/'),
  ];
  for (const ask of asking) {
    await expect(ask()).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      message: expect.stringMatching(message),
      cause: expect.not.objectContaining({ $response: expect.anything() }),
    });
  }
  objects.close();
}

/** A way to the server that loses the answer to the first request to end an upload in parts. */
async function losingAnEnd(): Promise<{ url: string; lost: () => number; close: () => void }> {
  let lost = 0;
  const proxy = createServer((incoming, outgoing) => {
    const { method, url, headers } = incoming;
    const isEnd = method === 'POST' && url?.includes('uploadId=') === true;
    const asked = request({ host: '127.0.0.1', port: server.port, method, path: url, headers }, (answer) => {
      if (isEnd && lost++ === 0) {
        answer.resume().once('end', () => incoming.socket.destroy());
      } else {
        outgoing.writeHead(answer.statusCode ?? 0, answer.headers);
        answer.pipe(outgoing);
      }
    });
    incoming.pipe(asked);
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const { port } = proxy.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, lost: () => lost, close: () => proxy.close() };
}

describe('an object that is sent in parts', () => {
  it('is there, though the answer to its end was lost', async () => {
    const way = await losingAnEnd();
    const objects = openS3Store(server.options({ endpoint: way.url }));
    const bytes = Buffer.alloc(9 * 1024 ** 2, 'x');
    const stored = await objects.put('parts/whole', Readable.from([bytes]), { maxBytes: bytes.length });
    expect(stored).toMatchObject({ bytes: bytes.length });
    expect(way.lost()).toBeGreaterThan(1);
    expect(await objects.stat('parts/whole')).toMatchObject({ bytes: bytes.length });
    objects.close();
    way.close();
  });
});

describe('a bucket that cannot be used', () => {
  it('is not there: no object is said to be missing', () =>
    expectUnavailable({ bucket: 'another-bucket' }, /no bucket another-bucket/));

  it('refuses the credentials', () =>
    expectUnavailable(
      { credentials: { accessKeyId: 'WRONG', secretAccessKey: 'wrong' } },
      /refuses the service/,
    ));

  it('does not answer', () => expectUnavailable({ endpoint: 'http://127.0.0.1:9' }, /does not answer/));
});
