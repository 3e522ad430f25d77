import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ParseArgsConfig, parseArgs } from 'node:util';
import { UsageError } from './usage.js';

/** What every measuring command takes. */
export interface CommonArguments {
  quick: boolean;
  /** The result as JSON on stdout. */
  json: boolean;
  /** Exit status 1 when a figure that must be met is not. */
  strict: boolean;
  /** Where files are written and found again. */
  dir: string;
  updateReadme: boolean;
}

const FLAG = { type: 'boolean' } as const;

/** The same as parseArgs takes it. */
export const COMMON_OPTIONS = {
  ...{ quick: FLAG, json: FLAG, strict: FLAG, 'update-readme': FLAG },
  dir: { type: 'string' },
} as const;

interface CommonValues {
  quick?: boolean;
  json?: boolean;
  strict?: boolean;
  dir?: string;
  'update-readme'?: boolean;
}

/** As parseArgs. @throws UsageError with what it complains of, and how the command is typed */
export function parse<T extends ParseArgsConfig>(config: T, usage: string) {
  try {
    return parseArgs(config);
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), usage);
  }
}

export function commonArguments(values: CommonValues): CommonArguments {
  return {
    quick: values.quick ?? false,
    json: values.json ?? false,
    strict: values.strict ?? false,
    dir: values.dir ?? join(tmpdir(), 'smartremedy-bench'),
    updateReadme: values['update-readme'] ?? false,
  };
}
