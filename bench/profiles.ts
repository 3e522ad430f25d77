import { SAMPLE_COLUMNS } from './sample/catalogue.js';
import { READABLE_FAULTS } from './sample/faults.js';
import type { SampleOptions } from './sample/generator.js';

/** Kinds of files; each asks something else of a reader. */
export const PROFILES = [
  'plain',
  'unquoted',
  'quoted',
  'malformed',
  'one-case',
  'all-unique',
  'same-time',
  'long-fields',
] as const;
export type Profile = (typeof PROFILES)[number];

export const PROFILE_NOTES: Record<Profile, string> = {
  plain: '2 % of the rows quoted, 0.5 % refused by the row checks',
  unquoted: 'no quote at all',
  quoted: '20 % of the rows quoted',
  malformed: '1 % of the rows refused, stray quotes and NUL bytes among them',
  'one-case': 'all rows in one case',
  'all-unique': 'every row a case of its own',
  'same-time': 'every event at the same second',
  'long-fields': 'texts of up to 4,000 bytes, keys of some 300',
};

const ROWS_PER_CASE = 20;
const SEED = 1;

const column = (name: (typeof SAMPLE_COLUMNS)[number]) => SAMPLE_COLUMNS.indexOf(name);
const CREATED = column('sys_created_on');
const NUMBER = column('number');
const PROBLEM = column('short_description');
const DESCRIPTION = column('description');

/**
 * What the generator is asked for.
 * @param cases where the profile leaves their number open; default: a twentieth of the rows
 */
export function profileSample(profile: Profile, rows: number, cases?: number): SampleOptions {
  const plain: SampleOptions = {
    rows,
    cases: Math.min(rows, cases ?? Math.ceil(rows / ROWS_PER_CASE)),
    seed: SEED,
    quotedPercent: 2,
    badPercent: 0.5,
    faults: READABLE_FAULTS,
  };
  switch (profile) {
    case 'plain':
      return plain;
    case 'unquoted':
      return { ...plain, quotedPercent: 0 };
    case 'quoted':
      return { ...plain, quotedPercent: 20 };
    case 'malformed':
      return { ...plain, badPercent: 1, faults: undefined };
    case 'one-case':
      return { ...plain, cases: 1 };
    case 'all-unique':
      return { ...plain, cases: rows };
    case 'same-time':
      return { ...plain, reshape: atTheSameTime };
    case 'long-fields':
      return { ...plain, reshape: withLongTexts };
  }
}

function atTheSameTime(values: string[]): void {
  values[CREATED] = '2025-01-20 10:00:00';
}

const PROBLEM_LENGTH = 300;
const LONGEST_DESCRIPTION = 4_000;
/** One row in so many has a long description. */
const LONG_EVERY = 8;

function withLongTexts(values: string[], row: number): void {
  values[PROBLEM] = stretched(values[PROBLEM], PROBLEM_LENGTH);
  if (row % LONG_EVERY !== 0) return;
  const length = 1 + ((row * 7_919) % LONGEST_DESCRIPTION);
  values[DESCRIPTION] = stretched(`${values[NUMBER]} ${values[DESCRIPTION]} `, length);
}

function stretched(text: string, length: number): string {
  return text.repeat(Math.ceil(length / text.length)).slice(0, length);
}
