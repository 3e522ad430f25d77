import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import type { Random } from '../../bench/sample/random.js';
import { PROJECT_ROOT } from '../../src/paths.js';
import { arbitraryFile } from '../generate/file.js';
import type { ReferenceOptions } from '../reference/types.js';

export interface Seed {
  bytes: Buffer;
  options: ReferenceOptions;
  origin: string;
}

const GOLDEN = join(PROJECT_ROOT, 'test', 'golden');

/** Generated files beyond this are rare: the reference reads a character at a time, and small files say as much. */
const SMALL_BYTES = 1200;
const BIG_PERCENT = 3;
const GENERATED = 1500;

/** The files of the golden folders: the header and the lines of each. */
const goldenFiles = readdirSync(GOLDEN, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.csv'))
  .map((path) => {
    const lines = readFileSync(join(GOLDEN, path))
      .toString('latin1')
      .split(/(?<=\n)/);
    return { path, header: lines[0], lines: lines.slice(1) };
  });

/** What inputs are made from: golden files, and generated ones that depend on the seed alone. */
export class Corpus {
  private readonly small: Seed[];
  private readonly big: Seed[];

  constructor(seed: number) {
    const generated = fc
      .sample(arbitraryFile(), { numRuns: GENERATED, seed })
      .map(({ bytes, options, label }) => ({ bytes: Buffer.from(bytes), options, origin: label }));
    this.small = generated.filter(({ bytes }) => bytes.length <= SMALL_BYTES);
    this.big = generated.filter(({ bytes }) => bytes.length > SMALL_BYTES);
  }

  pick(random: Random): Seed {
    if (random.percent(50)) return goldenExcerpt(random);
    return random.pick(random.percent(BIG_PERCENT) ? this.big : this.small);
  }
}

/** Some lines of a golden file, behind its header: neighbours, or from anywhere. */
function goldenExcerpt(random: Random): Seed {
  const { path, header, lines } = random.pick(goldenFiles);
  const count = 1 + random.below(random.pick([4, 4, 12]));
  const first = random.below(lines.length);
  const excerpt = random.percent(50)
    ? lines.slice(first, first + count)
    : Array.from({ length: count }, () => random.pick(lines));
  const dateOrder = random.pick([undefined, 'MDY' as const]);
  return {
    bytes: Buffer.from([header, ...excerpt].join(''), 'latin1'),
    options: dateOrder === undefined ? {} : { dateOrder },
    origin: `${excerpt.length} lines of ${path}`,
  };
}
