import { COMMON_OPTIONS, type CommonArguments, commonArguments, parse } from '../commonArguments.js';
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

export interface ServiceArguments extends CommonArguments {
  modes: readonly Mode[];
  figuresOnly: boolean;
  large: boolean;
}

const OWN_OPTIONS = {
  figures: { type: 'boolean' },
  large: { type: 'boolean' },
  mode: { type: 'string' },
} as const;

/**
 * @param args the command line after `service`
 * @throws UsageError
 */
export function readServiceArguments(args: string[]): ServiceArguments {
  const options = { ...COMMON_OPTIONS, ...OWN_OPTIONS };
  const { values } = parse({ args, options, strict: true }, SERVICE_USAGE);
  return {
    ...commonArguments(values),
    modes: modesOf(values.mode),
    figuresOnly: values.figures ?? false,
    large: values.large ?? false,
  };
}

function modesOf(text: string | undefined): readonly Mode[] {
  if (text === undefined) return MODES;
  const mode = MODES.find((name) => name === text);
  if (mode !== undefined) return [mode];
  throw new UsageError(`--mode has to be one of ${MODES.join(', ')}`, SERVICE_USAGE);
}
