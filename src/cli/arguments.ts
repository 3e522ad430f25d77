import { availableParallelism } from 'node:os';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { BYTE_SIZE_FORM, parseByteSize } from '../domain/byteSize.js';
import { type AnalysisOptions, parseOptions } from '../domain/options.js';
import { CodedError } from '../errors.js';

export const USAGE = `Usage:
  npm run --silent analyze -- FILE [options]
  npm run --silent compare -- PREVIOUS CURRENT [options]

FILE is a CSV export of alerts, plain or gzip.

  --out DIR             folder for the results; analyze: default reports/NAME, compare: none is written
  --delimiter C         one ASCII character, \\t for TAB; default: sniffed
  --encoding E          utf-8, utf-16le, utf-16be or windows-1252; default: sniffed
  --date-order ORDER    YMD, MDY or DMY; default: sniffed
  --threads N           threads to analyse with, 1 to 256; default: one per core
  --memory-limit SIZE   memory for the analysis of a file, like 512M or 1G; one that needs more is read several
                        times; default: ENGINE_MEMORY_LIMIT
  --parquet             analyze: cases and alerts as Parquet, too
  --json                one JSON object on stdout
  --help                this text
`;

/** The command line does not say what to do. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

interface Common {
  options: AnalysisOptions;
  threads: number;
  /** Bytes; undefined leaves it to the environment. */
  memoryLimit?: number;
  json: boolean;
}

export interface AnalyzeArguments extends Common {
  command: 'analyze';
  file: string;
  outDir: string;
  /** Whether cases and alerts are written as Parquet too; not when absent. */
  parquet?: boolean;
}

export interface CompareArguments extends Common {
  command: 'compare';
  /** As given; which is the earlier one is seen from the events. */
  files: [string, string];
  /** Null when nothing is to be written. */
  outDir: string | null;
}

export type CommandArguments = AnalyzeArguments | CompareArguments;
export type Arguments = CommandArguments | { command: 'help' };

const MOST_THREADS = 256;

/**
 * @param argv what follows the program's name: the command, its files and flags
 * @throws UsageError that says what is wrong
 */
export function parseArguments([command, ...rest]: string[]): Arguments {
  if (command === '--help' || command === 'help') return { command: 'help' };
  if (command !== 'analyze' && command !== 'compare') {
    throw new UsageError(command === undefined ? 'Say analyze or compare.' : `Unknown command "${command}".`);
  }
  const { values, positionals } = parseFlags(rest);
  if (values.help) return { command: 'help' };
  const common: Common = {
    options: optionsOf(values),
    threads: values.threads === undefined ? availableParallelism() : threadsOf(values.threads),
    ...(values['memory-limit'] !== undefined && { memoryLimit: memoryLimitOf(values['memory-limit']) }),
    json: values.json ?? false,
  };
  if (values.out === '') throw new UsageError('--out needs the name of a folder.');
  if (positionals.includes('')) throw new UsageError('The name of a file is empty.');
  if (command === 'analyze') {
    if (positionals.length !== 1) throw new UsageError('analyze takes one file.');
    const [file] = positionals;
    return {
      command,
      ...common,
      file,
      outDir: values.out ?? join('reports', nameOf(file)),
      ...(values.parquet && { parquet: true }),
    };
  }
  if (values.parquet) throw new UsageError('--parquet goes with analyze.');
  if (positionals.length !== 2) throw new UsageError('compare takes two files.');
  const [previous, current] = positionals;
  return { command, ...common, files: [previous, current], outDir: values.out ?? null };
}

function parseFlags(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        out: { type: 'string' },
        delimiter: { type: 'string' },
        encoding: { type: 'string' },
        'date-order': { type: 'string' },
        threads: { type: 'string' },
        'memory-limit': { type: 'string' },
        parquet: { type: 'boolean' },
        json: { type: 'boolean' },
        help: { type: 'boolean' },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function optionsOf(values: {
  delimiter?: string;
  encoding?: string;
  'date-order'?: string;
}): AnalysisOptions {
  try {
    return parseOptions({
      delimiter: values.delimiter,
      encoding: values.encoding,
      dateOrder: values['date-order'],
    });
  } catch (error) {
    if (error instanceof CodedError) throw new UsageError(error.message);
    throw error;
  }
}

function threadsOf(written: string): number {
  const threads = /^\d{1,3}$/.test(written) ? Number(written) : 0;
  if (threads < 1 || threads > MOST_THREADS) {
    throw new UsageError(`--threads must be a whole number from 1 to ${MOST_THREADS}.`);
  }
  return threads;
}

function memoryLimitOf(written: string): number {
  const bytes = parseByteSize(written);
  if (bytes === null) throw new UsageError(`--memory-limit must be ${BYTE_SIZE_FORM}.`);
  return bytes;
}

/** The file's name without what says that it is a CSV. */
function nameOf(file: string): string {
  const name = basename(file);
  return name.replace(/\.gz$/i, '').replace(/\.(csv|txt|tsv)$/i, '') || name;
}
