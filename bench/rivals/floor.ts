import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { join } from 'node:path';
import {
  bytesAt,
  type Core,
  instantiateCore,
  MAX_MEMORY_BYTES,
  newCoreMemory,
} from '../../src/engine/core/core.js';
import { DIST } from '../../src/paths.js';
import { SAMPLE_COLUMNS } from '../sample/catalogue.js';
import type { Rival, RivalTask } from './rival.js';

const BLOCK_BYTES = 256 * 1024;
const FIELD_LIMIT = 131_072;

/**
 * What no reader can go below, in one thread: every byte of the file is brought into the core's memory, block by block.
 * @param index whether the structural index of every block is made, too
 */
export function openFloor({ path, build }: RivalTask, index: boolean): Rival {
  const core = loadCore(build);
  const range = core.exports.newRange(BLOCK_BYTES);
  core.exports.begin(range, 0, Number.MAX_SAFE_INTEGER, 0);
  const address = core.exports.blockAddress(range);
  const block = bytesAt(core, address, BLOCK_BYTES);
  return {
    async analyse() {
      const fd = openSync(path, 'r');
      for (let read = readSync(fd, block); read > 0; read = readSync(fd, block)) {
        if (index) core.exports.indexOnly(range, read, 0);
      }
      closeSync(fd);
      return async () => undefined;
    },
    async close() {},
  };
}

function loadCore(build: string): Core {
  const module = new WebAssembly.Module(readFileSync(join(DIST, 'assembly', `core.${build}.wasm`)));
  const core = instantiateCore(module, newCoreMemory());
  core.exports.reset(MAX_MEMORY_BYTES | 0);
  core.exports.configure(';'.charCodeAt(0), SAMPLE_COLUMNS.length, FIELD_LIMIT, 64 * FIELD_LIMIT, 0, 0, 1, 2);
  return core;
}
