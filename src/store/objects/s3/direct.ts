import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import type { DirectAccess } from '../../objectTypes.js';
import { checkKey } from '../keys.js';
import type { Bucket } from './bucket.js';

/**
 * Requests that clients send to the server itself.
 * @param bucket reached at the address that clients know
 */
export function directAccess({ client, name }: Bucket): DirectAccess {
  return {
    async upload(key, bytes, sha256, seconds) {
      const checksum = sha256 === null ? undefined : Buffer.from(sha256, 'hex').toString('base64');
      const headers = {
        'content-length': String(bytes),
        // Whoever still has the address later may not put other bytes in the place of those that were analysed.
        'if-none-match': '*',
        ...(checksum !== undefined && { 'x-amz-checksum-sha256': checksum }),
      };
      const command = new PutObjectCommand({
        Bucket: name,
        Key: checkKey(key),
        ContentLength: bytes,
        IfNoneMatch: '*',
        ...(checksum !== undefined && { ChecksumSHA256: checksum }),
      });
      const signed = new Set(Object.keys(headers));
      const url = await getSignedUrl(client, command, {
        expiresIn: seconds,
        signableHeaders: signed,
        unhoistableHeaders: signed,
      });
      return { url, headers };
    },

    download(key, { contentType, disposition }, seconds) {
      const command = new GetObjectCommand({
        Bucket: name,
        Key: checkKey(key),
        ResponseContentType: contentType,
        ResponseContentDisposition: disposition,
        ResponseCacheControl: 'private, no-cache',
      });
      return getSignedUrl(client, command, { expiresIn: seconds });
    },
  };
}
