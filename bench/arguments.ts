import { COMMON_OPTIONS, type CommonArguments, commonArguments, parse } from './commonArguments.js';
import { PROFILES, type Profile } from './profiles.js';
import { UsageError } from './usage.js';

export const USAGE = `npm run bench -- engine [--rows N] [--cases N] [--profile NAME] [--runs N] [--quick]
                       [--json] [--strict] [--dir DIR] [--update-readme]
npm run bench -- rejudge [--json] [--strict] [--dir DIR]
npm run bench -- paging [--help]
npm run bench -- service [--quick] [--mode embedded|services] [--figures] [--large] [--json] [--strict] [--dir DIR]
                        [--update-readme]

  engine           the engine against its rivals and floors; without --rows, --profile and --quick all sizes
                   (100,000, 1,000,000 and 4,000,000 rows) and profiles
  rejudge          facts of 100,000 cases judged by another rule set
  paging           pages of cases in a database of few reports and in one of many
  service          the service under load, and what it must reach
  --rows N         only a file of so many rows (1000000)
  --cases N        distinct cases, where the profile leaves them open (a twentieth of the rows)
  --profile NAME   only one profile: ${PROFILES.join(', ')}
  --runs N         rounds of whole processes (5)
  --quick          only the plain file of 1,000,000 rows, 2 rounds
  --json           the result as JSON on stdout, instead of tables
  --strict         exit status 1 when a figure that must be met is not
  --dir DIR        where the files are written and found again (the system's temporary folder)
  --update-readme  writes the result into README.md, between its markers
`;

export interface BenchArguments extends CommonArguments {
  command: 'engine' | 'rejudge';
  /** Undefined: the command chooses. */
  rows?: number;
  cases?: number;
  profile?: Profile;
  runs?: number;
}

const TEXT = { type: 'string' } as const;
const OWN_OPTIONS = { rows: TEXT, cases: TEXT, profile: TEXT, runs: TEXT };

/**
 * @param args the command line after the program's name
 * @throws UsageError
 */
export function readArguments(args: string[]): BenchArguments {
  const { values, positionals } = parse(
    { args, options: { ...COMMON_OPTIONS, ...OWN_OPTIONS }, strict: true, allowPositionals: true },
    USAGE,
  );
  const [command, ...rest] = positionals;
  if ((command !== 'engine' && command !== 'rejudge') || rest.length > 0) {
    throw new UsageError('Name what to measure: engine, rejudge, paging or service.', USAGE);
  }
  return {
    command,
    rows: count('rows', values.rows),
    cases: count('cases', values.cases),
    profile: profileOf(values.profile),
    runs: count('runs', values.runs),
    ...commonArguments(values),
  };
}

function count(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const number = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(number) && number >= 1) return number;
  throw new UsageError(`--${name} has to be a whole number from 1`, USAGE);
}

function profileOf(text: string | undefined): Profile | undefined {
  if (text === undefined) return undefined;
  const profile = PROFILES.find((name) => name === text);
  if (profile !== undefined) return profile;
  throw new UsageError(`--profile has to be one of ${PROFILES.join(', ')}`, USAGE);
}
