import { HeadBucketCommand, S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import { asCoded } from './errors.js';
import { RETRIES } from './retries.js';

export interface S3Options {
  bucket: string;
  /** Undefined: that of AWS for the region. */
  endpoint: string | undefined;
  /** The same as clients reach it. */
  publicEndpoint: string | undefined;
  region: string;
  /** Undefined: what the SDK finds. */
  credentials: { accessKeyId: string; secretAccessKey: string } | undefined;
  forcePathStyle: boolean;
  /** Whether clients send and fetch files at the server itself. */
  direct: boolean;
}

/** A server that does not take a connection, or says nothing for so long, in milliseconds, is not there. */
const CONNECT_MS = 2_000;
const SILENT_MS = 15_000;

// The SDK warns at every start of versions to come that Node 20 will not run; this one, which is pinned, it does.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

/** One bucket, and the client that reaches it. */
export interface Bucket {
  client: S3Client;
  name: string;
  /** Resolves when the bucket is there for the service. @throws CodedError UNAVAILABLE */
  ping(): Promise<void>;
  close(): void;
}

/** The bucket as the service uses it. */
export function openBucket(options: S3Options): Bucket {
  return bucketAt(options.endpoint, options, CHECKSUMS);
}

/** The same where clients reach it: it signs requests, whose bytes it does not see. */
export function openBucketForClients(options: S3Options): Bucket {
  return bucketAt(options.publicEndpoint, options, NO_CHECKSUMS);
}

function bucketAt(endpoint: string | undefined, options: S3Options, checksums: S3ClientConfig): Bucket {
  const { bucket: name, region, credentials, forcePathStyle } = options;
  const client = new S3Client({
    region,
    forcePathStyle,
    ...(endpoint !== undefined && { endpoint }),
    ...(credentials && { credentials }),
    ...checksums,
    retryStrategy: RETRIES,
    requestHandler: {
      connectionTimeout: CONNECT_MS,
      socketTimeout: SILENT_MS,
      requestTimeout: 0,
      httpAgent: { maxSockets: 64 },
      httpsAgent: { maxSockets: 64 },
    },
  });
  return {
    client,
    name,
    async ping() {
      try {
        await client.send(new HeadBucketCommand({ Bucket: name }));
      } catch (error) {
        throw asCoded(error, name);
      }
    },
    close: () => client.destroy(),
  };
}

/**
 * What is sent carries a checksum of the SDK, which servers that know it verify. What is read does not ask for one:
 * ranges have none, and servers other than AWS answer in ways that the SDK does not expect.
 */
const CHECKSUMS: S3ClientConfig = {
  requestChecksumCalculation: 'WHEN_SUPPORTED',
  responseChecksumValidation: 'WHEN_REQUIRED',
};

/** One that the SDK would add while it signs would be that of an empty body. */
const NO_CHECKSUMS: S3ClientConfig = {
  requestChecksumCalculation: 'WHEN_REQUIRED',
  responseChecksumValidation: 'WHEN_REQUIRED',
};
