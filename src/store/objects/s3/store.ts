import { randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  type HeadObjectCommandOutput,
} from '@aws-sdk/client-s3';
import { CodedError } from '../../../errors.js';
import type { ObjectStore } from '../../objectTypes.js';
import { asDiskFull } from '../fileErrors.js';
import { checkKey, checkPrefix } from '../keys.js';
import { sideBySide } from '../sideBySide.js';
import { addressOf } from './address.js';
import { openBucket, openBucketForClients, type S3Options } from './bucket.js';
import { directAccess } from './direct.js';
import { asCoded, isMissing } from './errors.js';
import { dropUnfinished, pagesBelow, removeBelow } from './list.js';
import { send } from './write.js';

export interface S3Store extends ObjectStore {
  /** Ends its connections. */
  close(): void;
}

/** Objects in a bucket of S3, or of a server that speaks like it. Asks nothing of the server before it is used. */
export function openS3Store(options: S3Options): S3Store {
  const bucket = openBucket(options);
  const { client, name } = bucket;
  const forClients = options.direct ? openBucketForClients(options) : null;

  async function headOf(key: string): Promise<HeadObjectCommandOutput | null> {
    try {
      return await client.send(new HeadObjectCommand({ Bucket: name, Key: checkKey(key) }));
    } catch (error) {
      if (!isMissing(error)) throw asCoded(error, name);
      // Without the bucket there is no object either, and the answer is the same: nothing was deleted then.
      await bucket.ping();
      return null;
    }
  }

  async function get(key: string, range?: { start: number; end: number }): Promise<Readable> {
    const Range = range && `bytes=${range.start}-${range.end}`;
    try {
      const { Body } = await client.send(new GetObjectCommand({ Bucket: name, Key: checkKey(key), Range }));
      return Body as Readable;
    } catch (error) {
      throw isMissing(error) ? noObject(key) : asCoded(error, name);
    }
  }

  return {
    direct: forClients && directAccess(forClients),
    movesFiles: false,

    ping: () => bucket.ping(),

    put: async (key, source, { maxBytes = Number.POSITIVE_INFINITY } = {}) =>
      send(bucket, checkKey(key), source, maxBytes),

    adopt: (files, signal) =>
      sideBySide(
        files,
        async ({ key, path }) => {
          await send(bucket, checkKey(key), createReadStream(path), Number.POSITIVE_INFINITY);
          await rm(path);
        },
        signal,
      ),

    get,

    async stat(key) {
      const head = await headOf(key);
      return head && { key, bytes: head.ContentLength ?? 0, modifiedAt: head.LastModified ?? new Date() };
    },

    async location(key) {
      const head = await headOf(key);
      if (head === null) throw noObject(key);
      const url = await addressOf(bucket, key);
      return { url, bytes: head.ContentLength ?? 0, ...(head.ETag !== undefined && { etag: head.ETag }) };
    },

    async localFile(key, workDir) {
      const path = join(workDir, randomUUID());
      try {
        await pipeline(await get(key), createWriteStream(path, { flags: 'wx', mode: 0o600 }));
      } catch (error) {
        await rm(path, { force: true });
        throw unlessOfDisk(error, name);
      }
      return path;
    },

    async *list(prefix) {
      for await (const page of pagesBelow(bucket, checkPrefix(prefix))) yield* page;
    },

    async remove(key) {
      try {
        await client.send(new DeleteObjectCommand({ Bucket: name, Key: checkKey(key) }));
      } catch (error) {
        if (!isMissing(error)) throw asCoded(error, name);
      }
    },

    removePrefix: async (prefix) => removeBelow(bucket, checkPrefix(prefix)),
    removeUnfinished: (olderThanMs) => dropUnfinished(bucket, olderThanMs),

    close() {
      bucket.close();
      forClients?.close();
    },
  };
}

function noObject(key: string): CodedError {
  return new CodedError('NOT_FOUND', `There is no object ${key}.`);
}

/** The copy failed for want of room here, or because the server broke off. */
function unlessOfDisk(error: unknown, bucket: string): CodedError {
  const told = asDiskFull(error);
  return told instanceof CodedError ? told : asCoded(error, bucket);
}
