import { availableParallelism } from 'node:os';
import { z } from 'zod';
import { byteSize, MIB, utcOffset, wholeNumber } from './kinds.js';

/** Threads and memory of the analysis. */
export const ENGINE_VARIABLES = z.object({
  ENGINE_THREADS: wholeNumber(1, 256)
    .default(Math.max(1, availableParallelism() - 1))
    .describe('Threads that analyse. Default: one less than the cores, at least 1.'),
  ENGINE_BLOCK_BYTES: wholeNumber(64, 64 * MIB)
    .default(256 * 1024)
    .describe('Bytes of a file read at a time by each thread. Default 262144.'),
  ENGINE_MEMORY_LIMIT: byteSize
    .optional()
    .describe(
      'Memory that the analysis of one file may take, beside what the process itself needs, like 512M or 1G; a file that needs more is read several times. Default: none but that of 32-bit addresses.',
    ),
  UTC_OFFSET: utcOffset
    .default(-180)
    .describe('Zone of event times in files that name none. Default -03:00.'),
});

export type EngineVariables = z.infer<typeof ENGINE_VARIABLES>;

export function engineOf(environment: EngineVariables) {
  return {
    engine: {
      threads: environment.ENGINE_THREADS,
      blockBytes: environment.ENGINE_BLOCK_BYTES,
      /** Bytes; undefined for none. */
      memoryLimit: environment.ENGINE_MEMORY_LIMIT,
    },
    utcOffsetMinutes: environment.UTC_OFFSET,
  };
}
