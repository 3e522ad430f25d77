import { createRequire } from 'node:module';
import { defineConfig } from 'vitest/config';
import { hasServices } from './test/support/services/installed.js';

const require = createRequire(import.meta.url);

/** The API, asked as clients ask it: over whatever the service keeps its things in, it answers the same. */
const API = ['test/http/**/*.test.ts', 'test/docs/{client,examples}.test.ts'];

/** Tests of the API that are left out where the service runs over PostgreSQL, Redis and S3 of the operator's. */
const NOT_OVER_SERVICES = [
  // Functions alone; no service runs.
  'test/http/{bundle,clientAddress,downloadName,links,secret}.test.ts',
  // A full disk is one of the object folder, a start that fails one of the process and its data directory.
  'test/http/{fullDisk,failedStart}.test.ts',
  // Ask what a start is given, which asks nothing of what the service is over.
  'test/http/{restartedTokens,anonymousRole}.test.ts',
  // One of the engine; what ends, crashes and goes away over the services is tested in test/roles and test/fault.
  'test/http/{memoryLimit,comparisonCrash,shutdown}.test.ts',
  // Start processes over services of their own.
  'test/http/{kpiCache,rateLimits,objectsInS3}.test.ts',
  // Starts the database that goes away.
  'test/http/postgresRestart.test.ts',
];

const SERVICES = {
  extends: true as const,
  test: {
    name: 'services',
    include: API,
    exclude: NOT_OVER_SERVICES,
    globalSetup: 'test/support/services/globalSetup.ts',
  },
};

export default defineConfig({
  // Two copies of graphql (ESM and CJS) fail each other's instanceof checks; every importer gets the same file.
  resolve: { alias: [{ find: /^graphql$/, replacement: require.resolve('graphql') }] },
  test: {
    server: { deps: { inline: [/type-graphql/, /graphql-scalars/, /@apollo\/server/, /graphql-ws/] } },
    // The SDK that tests ask buckets with would say in every file what Node it will need one day.
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // The engine has threads of its own: more than one file per core would measure the scheduler.
    maxWorkers: 2,
    projects: [
      // Everything; a service keeps all in its data directory.
      {
        extends: true,
        test: {
          name: 'embedded',
          include: ['test/**/*.test.ts'],
          globalSetup: 'test/support/prepared/globalSetup.ts',
        },
      },
      // The API once more; a service has a database of its own behind PgBouncer, two of Redis, and a bucket.
      ...(hasServices() ? [SERVICES] : []),
    ],
  },
});
