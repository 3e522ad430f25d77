import {
  AbortMultipartUploadCommand,
  DeleteObjectsCommand,
  ListMultipartUploadsCommand,
  type ListMultipartUploadsCommandOutput,
  ListObjectsV2Command,
  type MultipartUpload,
} from '@aws-sdk/client-s3';
import { CodedError } from '../../../errors.js';
import type { ObjectStat } from '../../objectTypes.js';
import type { Bucket } from './bucket.js';
import { asCoded, isMissing, isUnknownRequest } from './errors.js';

/** Objects below a prefix, a page of them at a time. @throws CodedError UNAVAILABLE */
export async function* pagesBelow({ client, name }: Bucket, prefix: string): AsyncGenerator<ObjectStat[]> {
  let next: string | undefined;
  do {
    const page = new ListObjectsV2Command({ Bucket: name, Prefix: prefix, ContinuationToken: next });
    const { Contents = [], NextContinuationToken } = await client.send(page).catch((error: unknown) => {
      throw asCoded(error, name);
    });
    next = NextContinuationToken;
    yield Contents.map(({ Key = '', Size = 0, LastModified = new Date() }) => ({
      key: Key,
      bytes: Size,
      modifiedAt: LastModified,
    }));
  } while (next !== undefined);
}

/** Removes what lies below a prefix, as many objects at a time as a page has: no more are taken by one request. */
export async function removeBelow(bucket: Bucket, prefix: string): Promise<void> {
  for await (const page of pagesBelow(bucket, prefix)) {
    if (page.length > 0) await removeAll(bucket, page);
  }
}

async function removeAll({ client, name }: Bucket, objects: ObjectStat[]): Promise<void> {
  const Delete = { Objects: objects.map(({ key }) => ({ Key: key })), Quiet: true };
  const { Errors = [] } = await client
    .send(new DeleteObjectsCommand({ Bucket: name, Delete }))
    .catch((error: unknown) => {
      throw asCoded(error, name);
    });
  const [first] = Errors.filter(({ Code }) => Code !== 'NoSuchKey');
  if (first)
    throw new CodedError(
      'UNAVAILABLE',
      'The object store does not remove all objects.',
      new Error(first.Code),
    );
}

/**
 * Drops parts of objects that were begun so long ago and never ended.
 * @returns how many such objects; 0 where the server does not tell of them
 */
export async function dropUnfinished(bucket: Bucket, olderThanMs: number): Promise<number> {
  const latest = Date.now() - olderThanMs;
  const { client, name } = bucket;
  let dropped = 0;
  try {
    for await (const { Key, UploadId, Initiated } of unfinished(bucket)) {
      if (Initiated && Initiated.getTime() > latest) continue;
      const abort = new AbortMultipartUploadCommand({ Bucket: name, Key, UploadId });
      await client.send(abort).catch(unlessMissing);
      dropped++;
    }
  } catch (error) {
    if (isUnknownRequest(error)) return 0;
    throw asCoded(error, name);
  }
  return dropped;
}

async function* unfinished({ client, name }: Bucket): AsyncGenerator<MultipartUpload> {
  let next: { KeyMarker?: string; UploadIdMarker?: string } | null = {};
  while (next !== null) {
    const page: ListMultipartUploadsCommandOutput = await client.send(
      new ListMultipartUploadsCommand({ Bucket: name, ...next }),
    );
    yield* page.Uploads ?? [];
    next = page.IsTruncated
      ? { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker }
      : null;
  }
}

/** It may have ended meanwhile. */
function unlessMissing(error: unknown): void {
  if (!isMissing(error)) throw error;
}
