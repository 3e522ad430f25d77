import {
  CreateBucketCommand,
  DeleteObjectCommand,
  ListObjectsV2Command,
  S3Client,
  type S3ClientConfig,
} from '@aws-sdk/client-s3';
import type { BackingObjects } from '../backing.js';
import { S3_CREDENTIALS } from '../s3Access.js';

/** What S3 gives of a listing at a time; no test has so many objects that a second page would follow. */
const LISTED = 1000;

const settings = (endpoint: string): S3ClientConfig => ({
  endpoint,
  region: 'us-east-1',
  credentials: S3_CREDENTIALS,
  forcePathStyle: true,
});

/** Makes a bucket for one service, and gives its objects, seen past the service. */
export async function ownBucket(endpoint: string, bucket: string): Promise<BackingObjects> {
  await asking(endpoint, (client) => client.send(new CreateBucketCommand({ Bucket: bucket })));
  const keys = (prefix = '') => asking(endpoint, (client) => keysOf(client, bucket, prefix));
  return {
    keys,
    async remove(prefix) {
      for (const key of await keys(prefix)) {
        await asking(endpoint, (client) =>
          client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key })),
        );
      }
    },
  };
}

async function keysOf(client: S3Client, bucket: string, prefix: string): Promise<string[]> {
  const { Contents = [] } = await client.send(
    new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, MaxKeys: LISTED }),
  );
  return Contents.map(({ Key = '' }) => Key).sort();
}

async function asking<T>(endpoint: string, ask: (client: S3Client) => Promise<T>): Promise<T> {
  const client = new S3Client(settings(endpoint));
  try {
    return await ask(client);
  } finally {
    client.destroy();
  }
}
