import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import type { DirectAccess } from '../../objectTypes.js';
import { checkKey } from '../keys.js';
import type { Bucket } from './bucket.js';
import { asCoded } from './errors.js';

/** What S3 takes in one request. */
const LARGEST_PUT = 5 * 1024 ** 3;

/**
 * Requests that clients send to the server itself.
 * @param bucket reached at the address that clients know
 */
export function directAccess({ client, name }: Bucket): DirectAccess {
  return {
    largestUpload: LARGEST_PUT,

    async upload(key, { bytes, sha256 }, seconds) {
      const checksum = sha256 === null ? undefined : Buffer.from(sha256, 'hex').toString('base64');
      // Whoever still has the address later may not put other bytes in the place of those that were analysed.
      const headers = {
        'if-none-match': '*',
        ...(checksum !== undefined && { 'x-amz-checksum-sha256': checksum }),
      };
      const command = new PutObjectCommand({
        Bucket: name,
        Key: checkKey(key),
        ContentLength: bytes,
        IfNoneMatch: '*',
        ChecksumSHA256: checksum,
      });
      const signed = new Set(['content-length', ...Object.keys(headers)]);
      const how = { expiresIn: seconds, signableHeaders: signed, unhoistableHeaders: signed };
      const url = await getSignedUrl(client, command, how).catch((error: unknown) => {
        throw asCoded(error, name);
      });
      return { url, headers };
    },

    async download(key, { contentType, disposition }, seconds) {
      const command = new GetObjectCommand({
        Bucket: name,
        Key: checkKey(key),
        ResponseContentType: contentType,
        ResponseContentDisposition: disposition,
        ResponseCacheControl: 'private, no-cache',
      });
      return getSignedUrl(client, command, { expiresIn: seconds }).catch((error: unknown) => {
        throw asCoded(error, name);
      });
    },
  };
}
