import { z } from 'zod';
import { DAY_MS, duration, GIB, MIB, wholeNumber } from './kinds.js';

/** Files that come in: how large, and for how long they are kept. */
export const UPLOADS_VARIABLES = z.object({
  MAX_UPLOAD_BYTES: wholeNumber(1, 1024 * GIB)
    .default(16 * GIB)
    .describe('Largest upload, in bytes. Default 17179869184 (16 GiB).'),
  UPLOAD_UNUSED_AFTER: duration
    .default(7 * DAY_MS)
    .describe(
      'How long an uploaded file is kept of which there is no report, from its receipt or from the end of the last job that used it: those never analysed, failed, cancelled, compared, sent twice, or whose report was deleted. A length of time like 12h. Default 7d.',
    ),
  UPLOAD_RETENTION: duration
    .optional()
    .describe(
      'How long an uploaded file is kept, even when there is a report of it. The report stays; its original file can then no longer be downloaded nor analysed again. A length of time like 90d. Default: as long as the report.',
    ),
  MAX_UNPACKED_BYTES: wholeNumber(1, 1024 * GIB)
    .default(64 * GIB)
    .describe('Largest size of a gzip file once unpacked, in bytes. Default 68719476736 (64 GiB).'),
  MAX_UNPACK_RATIO: wholeNumber(1, 100_000)
    .default(200)
    .describe('Highest ratio of unpacked to packed bytes of a gzip file. Default 200.'),
  MAX_COLUMNS: wholeNumber(13, 65_535).default(16_384).describe('Most columns of a header. Default 16384.'),
  FIELD_LIMIT: wholeNumber(256, 16 * MIB)
    .default(131_072)
    .describe('Longest field, in bytes; a row with a longer one is refused. Default 131072.'),
});

type Variables = z.infer<typeof UPLOADS_VARIABLES>;

export function uploadsOf(environment: Variables) {
  return {
    maxUploadBytes: environment.MAX_UPLOAD_BYTES,
    uploads: {
      unusedForMs: environment.UPLOAD_UNUSED_AFTER,
      keptForMs: environment.UPLOAD_RETENTION ?? null,
    },
    /** Limits of the analysis, as the engine takes them. */
    limits: {
      unpackedBytes: environment.MAX_UNPACKED_BYTES,
      unpackRatio: environment.MAX_UNPACK_RATIO,
      columns: environment.MAX_COLUMNS,
      fieldBytes: environment.FIELD_LIMIT,
    },
  };
}
