import { CodedError, ERRORS, publicError } from '../errors.js';
import { type Arguments, type CommandArguments, parseArguments, USAGE, UsageError } from './arguments.js';
import { ProgressBar, type Terminal } from './progressBar.js';

/** Where a command writes. */
export interface Streams {
  stdout: { write(text: string): unknown };
  stderr: Terminal;
}

const [OK, FAILED, WRONG_USAGE, INTERRUPTED] = [0, 1, 2, 130];

/**
 * Runs a command. The result, or with --json the failure, is the only thing on stdout; the rest goes to stderr.
 * @param argv what follows the program's name
 * @returns the exit status: 0, 1 for a failure, 2 for wrong usage, 130 after an interrupt
 */
export async function run(argv: string[], { stdout, stderr }: Streams): Promise<number> {
  const args = argumentsOrUsage(argv, stderr);
  if (args === null) return WRONG_USAGE;
  if (args.command === 'help') {
    stdout.write(USAGE);
    return OK;
  }
  const bar = new ProgressBar(stderr);
  try {
    const result = await resultOf(args, bar);
    bar.clear();
    stdout.write(result);
    return OK;
  } catch (error) {
    bar.clear();
    const failure = publicError(error);
    if (args.json) stdout.write(`${JSON.stringify({ error: failure })}\n`);
    else stderr.write(readable(failure));
    // Whoever runs a command on their own machine is the operator: what went wrong inside is theirs to see.
    if (!(error instanceof CodedError)) stderr.write(`${detailOf(error)}\n`);
    return failure.code === 'CANCELLED' ? INTERRUPTED : FAILED;
  }
}

/** A command is loaded when it is asked for: most of the time of a small file goes into loading. */
async function resultOf(args: CommandArguments, bar: ProgressBar): Promise<string> {
  if (args.command === 'compare') {
    const { compare } = await import('./compare.js');
    return compare(args, bar);
  }
  const { analyze } = await import('./analyze.js');
  return analyze(args, bar);
}

function readable({ code, message }: ReturnType<typeof publicError>): string {
  // Whoever interrupted the command needs no advice.
  return code === 'CANCELLED' ? `${message}\n` : `${code}: ${message} ${ERRORS[code].advice}\n`;
}

function argumentsOrUsage(argv: string[], stderr: Terminal): Arguments | null {
  try {
    return parseArguments(argv);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    stderr.write(`${error.message}\n\n${USAGE}`);
    return null;
  }
}

function detailOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
