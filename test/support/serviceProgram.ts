import { join } from 'node:path';
import { DIST } from '../../src/paths.js';

/** What Node runs as the service: as `npm start` does, but for the build. */
export const SERVICE_PROGRAM = ['--enable-source-maps', join(DIST, 'bundled/main/main.js')];
