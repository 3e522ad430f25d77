import { z } from 'zod';
import { ACCESS_VARIABLES, accessOf } from './config/access.js';
import { CACHE_VARIABLES, cacheOf } from './config/cache.js';
import { DATABASE_VARIABLES, databaseOf } from './config/database.js';
import { ENGINE_VARIABLES, engineOf } from './config/engine.js';
import { JOBS_VARIABLES, jobsOf } from './config/jobs.js';
import { METRICS_VARIABLES, metricsOf } from './config/metrics.js';
import { OBJECTS_VARIABLES, objectsOf } from './config/objects.js';
import { QUERIES_VARIABLES, queriesOf } from './config/queries.js';
import { RATES_VARIABLES, ratesOf } from './config/rates.js';
import { REDIS_VARIABLES, redisOf } from './config/redis.js';
import { ROLES_VARIABLES, rolesOf } from './config/roles.js';
import { SERVICE_VARIABLES, serviceOf } from './config/service.js';
import { UPLOADS_VARIABLES, uploadsOf } from './config/uploads.js';
import { CodedError } from './errors.js';

/** Every variable that the service reads; the descriptions are what the documentation shows. */
export const ENVIRONMENT = z.object({
  ...SERVICE_VARIABLES.shape,
  ...ROLES_VARIABLES.shape,
  ...DATABASE_VARIABLES.shape,
  ...REDIS_VARIABLES.shape,
  ...OBJECTS_VARIABLES.shape,
  ...CACHE_VARIABLES.shape,
  ...ACCESS_VARIABLES.shape,
  ...METRICS_VARIABLES.shape,
  ...QUERIES_VARIABLES.shape,
  ...RATES_VARIABLES.shape,
  ...UPLOADS_VARIABLES.shape,
  ...ENGINE_VARIABLES.shape,
  ...JOBS_VARIABLES.shape,
});

type Environment = z.infer<typeof ENVIRONMENT>;
export type Config = ReturnType<typeof configOf>;

/**
 * Reads the configuration.
 *
 * @param environment variables by name; an empty one counts as absent
 * @throws CodedError BAD_CONFIGURATION, naming every bad variable and what is allowed
 */
export function loadConfig(environment: NodeJS.ProcessEnv = process.env): Config {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const parsed = ENVIRONMENT.safeParse(given);
  if (parsed.success) return configOf(parsed.data);
  throw new CodedError(
    'BAD_CONFIGURATION',
    parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '),
  );
}

/** The variables under the names and in the groups that the code uses. */
function configOf(environment: Environment) {
  return {
    ...serviceOf(environment),
    ...rolesOf(environment),
    ...databaseOf(environment),
    ...redisOf(environment),
    ...objectsOf(environment),
    ...cacheOf(environment),
    ...accessOf(environment),
    ...metricsOf(environment),
    ...queriesOf(environment),
    ...ratesOf(environment),
    ...uploadsOf(environment),
    ...engineOf(environment),
    ...jobsOf(environment),
  };
}
