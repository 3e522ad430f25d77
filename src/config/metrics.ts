import { z } from 'zod';
import { text } from './kinds.js';

/** Who may read the metrics. */
export const METRICS_VARIABLES = z.object({
  METRICS_TOKEN: text(4096)
    .regex(/^[\x21-\x7e]{16,}$/, 'at least 16 characters: letters, digits and signs, no blanks')
    .optional()
    .describe(
      'Token of those who read /metrics, sent as "Authorization: Bearer …"; at least 16 characters. Default: none, and /metrics answers this machine alone, not through a proxy.',
    ),
});

type Variables = z.infer<typeof METRICS_VARIABLES>;

export function metricsOf(environment: Variables) {
  return { metricsToken: environment.METRICS_TOKEN ?? null };
}
