import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { UsageError } from '../usage.js';

export const SERVICE_USAGE = `npm run bench -- service [--quick] [--mode embedded|services] [--figures] [--large] [--json]
                        [--strict] [--dir DIR] [--update-readme]

  --quick          few loads and few rounds: some two minutes each way to run it
  --mode MODE      only one way to run it: embedded (one process with all in its folder) or services (PostgreSQL
                   behind PgBouncer, Redis and an S3 server, roles in processes of their own). Default: both
  --figures        only the figures that must hold, no loads
  --large          loads of files of 1,000,000 rows, too: 1 and 4 at a time
  --json           the result as JSON on stdout, instead of tables
  --strict         exit status 1 when a figure that must be met is not
  --dir DIR        where files are written and found again (the system's temporary folder)
  --update-readme  writes the result into README.md, between its markers
`;

export const MODES = ['embedded', 'services'] as const;
export type Mode = (typeof MODES)[number];

export interface ServiceArguments {
  modes: readonly Mode[];
  quick: boolean;
  figuresOnly: boolean;
  large: boolean;
  json: boolean;
  strict: boolean;
  dir: string;
  updateReadme: boolean;
}

/**
 * @param args the command line after `service`
 * @throws UsageError
 */
export function readServiceArguments(args: string[]): ServiceArguments {
  const values = parse(args);
  return {
    modes: modesOf(values.mode),
    quick: values.quick ?? false,
    figuresOnly: values.figures ?? false,
    large: values.large ?? false,
    json: values.json ?? false,
    strict: values.strict ?? false,
    dir: values.dir ?? join(tmpdir(), 'smartremedy-bench'),
    updateReadme: values['update-readme'] ?? false,
  };
}

function parse(args: string[]) {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  const flags = { quick: flag, figures: flag, large: flag, json: flag, strict: flag, 'update-readme': flag };
  try {
    return parseArgs({ args, options: { ...flags, mode: text, dir: text }, strict: true }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), SERVICE_USAGE);
  }
}

function modesOf(text: string | undefined): readonly Mode[] {
  if (text === undefined) return MODES;
  const mode = MODES.find((name) => name === text);
  if (mode !== undefined) return [mode];
  throw new UsageError(`--mode has to be one of ${MODES.join(', ')}`, SERVICE_USAGE);
}
