import { GetObjectCommand } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import type { Bucket } from './bucket.js';
import { asCoded } from './errors.js';

/** Seconds; where the service's own credentials end earlier, the address ends with them. */
const GOOD_FOR_S = 3600;

/** Where this machine reads an object, by requests that need no signature of their own. @throws CodedError UNAVAILABLE */
export async function addressOf({ client, name }: Bucket, key: string): Promise<string> {
  try {
    return await getSignedUrl(client, new GetObjectCommand({ Bucket: name, Key: key }), {
      expiresIn: GOOD_FOR_S,
    });
  } catch (error) {
    throw asCoded(error, name);
  }
}
