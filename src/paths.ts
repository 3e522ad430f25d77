import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Where the built files lie. Sources are run both compiled (dist/src) and as they are (vitest), so nothing may
 * be found relative to the module that asks: the folder that holds package.json is the one fixed point.
 */
function findRoot(from: string): string {
  return existsSync(join(from, 'package.json')) ? from : findRoot(dirname(from));
}

export const PROJECT_ROOT = findRoot(dirname(fileURLToPath(import.meta.url)));
export const DIST = join(PROJECT_ROOT, 'dist');
