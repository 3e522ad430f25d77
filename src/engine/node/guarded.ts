import { CodedError } from '../../errors.js';
import type { Core } from '../core/core.js';

/** Runs work on the core; its trap for want of memory becomes the coded error that it stands for. */
export async function guarded<T>(core: Core, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof WebAssembly.RuntimeError && core.exports.isOutOfMemory()) {
      throw new CodedError('OUT_OF_MEMORY', undefined, error);
    }
    throw error;
  }
}
