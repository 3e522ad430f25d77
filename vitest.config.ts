import { createRequire } from 'node:module';
import { defineConfig } from 'vitest/config';

const require = createRequire(import.meta.url);

export default defineConfig({
  // Two copies of graphql (ESM and CJS) fail each other's instanceof checks; every importer gets the same file.
  resolve: { alias: [{ find: /^graphql$/, replacement: require.resolve('graphql') }] },
  test: {
    include: ['test/**/*.test.ts'],
    server: { deps: { inline: [/type-graphql/, /graphql-scalars/, /@apollo\/server/, /graphql-ws/] } },
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // The engine has threads of its own: more than one file per core would measure the scheduler.
    maxWorkers: 2,
  },
});
