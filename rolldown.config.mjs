import { defineConfig } from 'rolldown';

// One file per entry that starts often: a command, and every thread of the engine. Loading dozens of modules takes
// several times as long, and three times the memory. Each stands alone, so that neither loads what is the other's.
const bundle = (entry, external = []) =>
  defineConfig({
    input: `dist/src/${entry}.js`,
    platform: 'node',
    external,
    output: { dir: `dist/bundled/${entry}`, format: 'esm', sourcemap: true, chunkFileNames: '[name].js' },
  });

export default [
  bundle('worker'),
  // Piscina finds the files of its threads beside its own.
  bundle('cli', ['piscina']),
];
