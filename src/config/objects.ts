import { z } from 'zod';
import { CodedError } from '../errors.js';
import { address, text } from './kinds.js';

const trueOrFalse = z.enum(['true', 'false']).transform((value) => value === 'true');

/** Where files are kept: a bucket of S3 or of a server that speaks like it, or a folder. */
export const OBJECTS_VARIABLES = z.object({
  S3_BUCKET: text(255)
    .optional()
    .describe(
      'Bucket that keeps uploads, artefacts and facts; it belongs to one database, which it is marked with, and must be there. Default: they are kept in a folder. The other S3_ variables are only allowed with it.',
    ),
  S3_ENDPOINT: address('http:', 'https:')
    .optional()
    .describe('Address of the S3 server, such as MinIO. Default: that of AWS for S3_REGION.'),
  S3_REGION: text(64).optional().describe('Region of the bucket. Default us-east-1.'),
  S3_ACCESS_KEY_ID: text(256)
    .optional()
    .describe(
      "Who the service is to the S3 server; with S3_SECRET_ACCESS_KEY or not at all. Default: what the AWS SDK finds (a role of the machine, AWS's own variables and files).",
    ),
  S3_SECRET_ACCESS_KEY: text(256).optional().describe('The secret of S3_ACCESS_KEY_ID. Default: none.'),
  S3_FORCE_PATH_STYLE: trueOrFalse
    .optional()
    .describe(
      'true: the bucket is named in the path, false: in the host name. Default: true with S3_ENDPOINT, else false.',
    ),
});

type Variables = z.infer<typeof OBJECTS_VARIABLES>;

export function objectsOf(environment: Variables) {
  return {
    objects: {
      /** Null: a folder. */
      s3: s3Of(environment),
    },
  };
}

/** @throws CodedError BAD_CONFIGURATION when what belongs together is not given together */
function s3Of({ S3_BUCKET: bucket, ...others }: Variables) {
  if (bucket === undefined) {
    const names = Object.keys(OBJECTS_VARIABLES.shape) as (keyof typeof others)[];
    const lonely = names.find((name) => others[name] !== undefined);
    if (lonely) throw new CodedError('BAD_CONFIGURATION', `S3_BUCKET: must be set where ${lonely} is`);
    return null;
  }
  const endpoint = others.S3_ENDPOINT;
  return {
    bucket,
    endpoint,
    region: others.S3_REGION ?? 'us-east-1',
    /** Undefined: what the SDK finds. */
    credentials: credentialsOf(others),
    forcePathStyle: others.S3_FORCE_PATH_STYLE ?? endpoint !== undefined,
  };
}

function credentialsOf({
  S3_ACCESS_KEY_ID: accessKeyId,
  S3_SECRET_ACCESS_KEY: secretAccessKey,
}: Omit<Variables, 'S3_BUCKET'>) {
  if (accessKeyId !== undefined && secretAccessKey !== undefined) return { accessKeyId, secretAccessKey };
  if (accessKeyId === undefined && secretAccessKey === undefined) return undefined;
  const missing = accessKeyId === undefined ? 'S3_ACCESS_KEY_ID' : 'S3_SECRET_ACCESS_KEY';
  throw new CodedError('BAD_CONFIGURATION', `${missing}: S3 credentials are two, the id and its secret`);
}
