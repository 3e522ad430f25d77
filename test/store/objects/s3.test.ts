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
