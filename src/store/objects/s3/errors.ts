import { CodedError } from '../../../errors.js';

interface S3Fault {
  name?: string;
  $metadata?: { httpStatusCode?: number };
}

const NO_OBJECT = ['NoSuchKey', 'NotFound'];
const NO_ROOM = [
  'QuotaExceeded',
  'XMinioStorageFull',
  'XMinioAdminBucketQuotaExceeded',
  'InsufficientStorage',
];
const REFUSED = [
  'AccessDenied',
  'InvalidAccessKeyId',
  'SignatureDoesNotMatch',
  'CredentialsProviderError',
  'ExpiredToken',
  'InvalidToken',
  'RequestTimeTooSkewed',
];

/** Whether the server says that there is no such object; of a request without an answer body, or no such bucket. */
export function isMissing(error: unknown): boolean {
  const { name, $metadata } = faultOf(error);
  return NO_OBJECT.includes(name ?? '') || ($metadata?.httpStatusCode === 404 && name !== 'NoSuchBucket');
}

/** Whether the server has said it, rather than nobody answered. */
export function isAnswer(error: unknown): boolean {
  return faultOf(error).$metadata?.httpStatusCode !== undefined;
}

/** Whether the server does not know this kind of request. */
export function isUnknownRequest(error: unknown): boolean {
  return faultOf(error).name === 'NotImplemented';
}

/** A failed request as what it means for the service: DISK_FULL, or UNAVAILABLE that says what is wrong. */
export function asCoded(error: unknown, bucket: string): CodedError {
  if (error instanceof CodedError) return error;
  const { name = '', $metadata } = faultOf(error);
  const status = $metadata?.httpStatusCode;
  const cause = withoutRequest(error, name, status);
  if (NO_ROOM.includes(name) || status === 507) return new CodedError('DISK_FULL', undefined, cause);
  return new CodedError('UNAVAILABLE', wordsFor(name, status, bucket), cause);
}

/** The SDK's errors carry the whole request, its signature and sockets included: nothing for a log. */
function withoutRequest(error: unknown, name: string, status: number | undefined): Error {
  const message = error instanceof Error ? error.message : String(error);
  return new Error(`${name}: ${message}${status === undefined ? '' : ` (HTTP ${status})`}`);
}

function wordsFor(name: string, status: number | undefined, bucket: string): string {
  if (REFUSED.includes(name) || status === 401 || status === 403)
    return 'The object store refuses the service: its credentials or rights are not right.';
  if (name === 'NoSuchUpload') return 'The object store has lost an upload that was not complete.';
  if (name === 'NoSuchBucket' || status === 404) return `The object store has no bucket ${bucket}.`;
  if (status === 301 || name === 'PermanentRedirect')
    return `The bucket ${bucket} is in another region than S3_REGION says.`;
  return 'The object store does not answer.';
}

function faultOf(error: unknown): S3Fault {
  return typeof error === 'object' && error !== null ? (error as S3Fault) : {};
}
