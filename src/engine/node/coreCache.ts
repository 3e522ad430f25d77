import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DIST } from '../../paths.js';
import { type Core, type CoreBuild, chooseBuild, instantiateCore } from '../core/core.js';

/** Compiled once per thread; V8 shares the machine code between threads and keeps what it has optimised. */
const modules = new Map<CoreBuild, WebAssembly.Module>();

function moduleOf(build: CoreBuild): WebAssembly.Module {
  let module = modules.get(build);
  if (module === undefined) {
    module = new WebAssembly.Module(readFileSync(join(DIST, 'assembly', `core.${build}.wasm`)));
    modules.set(build, module);
  }
  return module;
}

/** Which memory an analysis works in; `id` tells it from the others, since a memory changes its wrapper when sent. */
export interface CoreHandle {
  id: number;
  memory: WebAssembly.Memory;
  build: CoreBuild | 'auto';
}

let current: { id: number; core: Core } | null = null;

/** This thread's instance over the memory; one is kept, since tasks of one analysis mostly follow each other. */
export function coreOf(handle: CoreHandle): Core {
  if (current?.id !== handle.id) {
    const build = handle.build === 'auto' ? chooseBuild() : handle.build;
    current = { id: handle.id, core: instantiateCore(moduleOf(build), handle.memory) };
  }
  return current.core;
}
