import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { HeadObjectCommand } from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import type { StoredObject } from '../../objectTypes.js';
import { tooLarge } from '../batches.js';
import type { Bucket } from './bucket.js';
import { asCoded, isAnswer } from './errors.js';

const MIB = 1024 ** 2;

/** A server takes so many parts of one object, no more. */
const MOST_PARTS = 10_000;
const PART_BYTES = 8 * MIB;

/** Parts that are on their way at once, and what they may take of the memory together. */
const PARTS_AT_ONCE = 4;
const MEMORY_BYTES = 64 * MIB;

/** What is taken as the longest where nobody says it. */
const UNLIMITED_BYTES = 1024 ** 4;

/**
 * Sends a stream, counted and hashed, in one piece or in parts; there is no object before the last byte has come.
 * When this rejects, nothing is left behind: parts that were sent are dropped.
 *
 * @throws CodedError TOO_LARGE when more than maxBytes come, UNAVAILABLE, DISK_FULL; whatever the source throws
 */
export async function send(
  bucket: Bucket,
  key: string,
  source: AsyncIterable<Uint8Array>,
  maxBytes: number,
): Promise<StoredObject> {
  const { client, name } = bucket;
  const counted = new Counted(source, maxBytes);
  const partSize = partBytes(maxBytes);
  const upload = new Upload({
    client,
    params: { Bucket: name, Key: key, Body: Readable.from(counted.chunks(), { objectMode: false }) },
    partSize,
    queueSize: Math.max(1, Math.min(PARTS_AT_ONCE, Math.floor(MEMORY_BYTES / partSize))),
  });
  try {
    await upload.done();
  } catch (error) {
    if (counted.failure) throw counted.failure.error;
    if (!(isAnswer(error) && (await holds(bucket, key, counted.bytes)))) throw asCoded(error, name);
  }
  return { key, bytes: counted.bytes, sha256: counted.sha256() };
}

/**
 * Whether an object is there, whole. Where the answer to the end of an upload was lost, the end is asked for once more,
 * and servers refuse that in words of their own: the upload is an object by now. Nobody else writes to its key.
 */
async function holds({ client, name }: Bucket, key: string, bytes: number): Promise<boolean> {
  return client.send(new HeadObjectCommand({ Bucket: name, Key: key })).then(
    ({ ContentLength }) => ContentLength === bytes,
    () => false,
  );
}

/** As small as the number of parts allows. */
function partBytes(maxBytes: number): number {
  const most = Number.isFinite(maxBytes) ? maxBytes : UNLIMITED_BYTES;
  return Math.max(PART_BYTES, Math.ceil(most / MOST_PARTS / MIB) * MIB);
}

/** Looks at what passes. */
class Counted {
  bytes = 0;
  /** What the source has thrown, or had thrown about it. */
  failure: { error: unknown } | null = null;
  readonly #hash = createHash('sha256');

  constructor(
    private readonly source: AsyncIterable<Uint8Array>,
    private readonly maxBytes: number,
  ) {}

  async *chunks(): AsyncGenerator<Uint8Array> {
    try {
      for await (const chunk of this.source) {
        this.bytes += chunk.byteLength;
        if (this.bytes > this.maxBytes) throw tooLarge(this.maxBytes);
        this.#hash.update(chunk);
        yield chunk;
      }
    } catch (error) {
      this.failure = { error };
      throw error;
    }
  }

  sha256(): string {
    return this.#hash.digest('hex');
  }
}
