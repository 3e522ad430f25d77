import { z } from 'zod';
import { wholeNumber } from './kinds.js';

/** What is kept so that it need not be made again. */
export const CACHE_VARIABLES = z.object({
  KPI_CACHE_SECONDS: wholeNumber(0, 86_400)
    .default(60)
    .describe(
      'How long figures of the dashboard and of reports are kept, in seconds; whatever changes them drops them at once. Kept in Redis (REDIS_CACHE_URL) or, with the bundled PostgreSQL, in the process; processes that share a database without Redis keep nothing. 0 keeps nothing. Default 60.',
    ),
});

type Variables = z.infer<typeof CACHE_VARIABLES>;

export function cacheOf({ KPI_CACHE_SECONDS: seconds }: Variables) {
  return {
    /** How long figures are kept; 0: not at all. */
    kpiCacheMs: seconds * 1000,
  };
}
