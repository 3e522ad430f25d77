import { z } from 'zod';
import { wholeNumber } from './kinds.js';

/** How much may be asked for in a minute. */
export const RATES_VARIABLES = z.object({
  UPLOADS_PER_MINUTE: wholeNumber(0, 1_000_000)
    .default(300)
    .describe(
      'Requests with files, and uploads created, that one user may send in a minute; from one address, ten times as many. 0 is no limit. Default 300.',
    ),
  QUERY_VALUES_PER_MINUTE: wholeNumber(0, 1_000_000_000_000)
    .default(10_000_000)
    .describe(
      'Values that one user may ask for in a minute, counted as by MAX_QUERY_COST, by operations of 1000 values and more; from one address, ten times as many. 0 is no limit. Default 10000000.',
    ),
});

type Variables = z.infer<typeof RATES_VARIABLES>;

export function ratesOf(environment: Variables) {
  return {
    /** In a minute; 0 is no limit. */
    rates: {
      uploads: environment.UPLOADS_PER_MINUTE,
      queryValues: environment.QUERY_VALUES_PER_MINUTE,
    },
  };
}
