import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CoreBuild } from '../../src/engine/core/core.js';
import { DIST } from '../../src/paths.js';

/** A build of the core, compiled. */
export function loadModule(build: CoreBuild): WebAssembly.Module {
  return new WebAssembly.Module(readFileSync(join(DIST, 'assembly', `core.${build}.wasm`)));
}
