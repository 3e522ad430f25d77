import { parseArgs } from 'node:util';
import { CORE_BUILDS, type CoreBuild } from '../../src/engine/core/core.js';

export interface FuzzOptions {
  minutes: number;
  /** Stops after so many inputs, if that comes first. */
  inputs: number;
  seed: number;
  builds: readonly CoreBuild[];
  /** Folder that failing inputs are kept in; made when the first one comes. */
  keep: string;
}

export const USAGE = `npm run fuzz -- --minutes N [--inputs N] [--seed S] [--build simd|scalar|both] [--keep FOLDER]
  Runs generated and mutated files through the core and the reference and compares all that they say.
  Ends with status 1 when something differs, traps or leaks; the same seed gives the same inputs.`;

export class UsageError extends Error {}

/** @throws UsageError that names what is wrong */
export function readFuzzOptions(args: string[], freshSeed: () => number): FuzzOptions {
  const values = parse(args);
  if (values.minutes === undefined && values.inputs === undefined)
    throw new UsageError('--minutes or --inputs is needed.');
  return {
    minutes: positive('--minutes', values.minutes, Number.POSITIVE_INFINITY),
    inputs: positive('--inputs', values.inputs, Number.POSITIVE_INFINITY),
    seed: values.seed === undefined ? freshSeed() : seedOf(values.seed),
    builds: buildsOf(values.build),
    keep: values.keep,
  };
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        minutes: { type: 'string' },
        inputs: { type: 'string' },
        seed: { type: 'string' },
        build: { type: 'string', default: 'both' },
        keep: { type: 'string', default: 'fuzz-failures' },
      },
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function positive(name: string, written: string | undefined, otherwise: number): number {
  if (written === undefined) return otherwise;
  const value = Number(written);
  if (!(value > 0)) throw new UsageError(`${name} must be a number above 0.`);
  return value;
}

function seedOf(written: string): number {
  if (!/^\d{1,10}$/.test(written)) throw new UsageError('--seed must be a whole number of up to ten digits.');
  return Number(written);
}

function buildsOf(written: string): readonly CoreBuild[] {
  if (written === 'both') return CORE_BUILDS;
  const build = CORE_BUILDS.find((name) => name === written);
  if (build === undefined) throw new UsageError('--build must be simd, scalar or both.');
  return [build];
}
