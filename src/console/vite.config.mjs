import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const here = fileURLToPath(new URL('.', import.meta.url));

// Everything that the page needs is in the bundle: it must work where no other host can be reached.
export default defineConfig({
  root: join(here, 'graphiql'),
  base: '/graphiql/',
  build: {
    outDir: join(here, '../../dist/console/graphiql'),
    emptyOutDir: true,
    // The editor is one big piece by nature.
    chunkSizeWarningLimit: 10_000,
  },
});
