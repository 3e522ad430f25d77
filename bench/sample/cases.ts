import { CLASSES, PILLARS, PROBLEMS, SITES, SOURCES, SQUADS } from './catalogue.js';
import { Random } from './random.js';

/** How the remediation of a case tends to go. */
export type Temper =
  | 'HEALTHY'
  | 'RECOVERING'
  | 'WAVERING'
  | 'FAILING'
  | 'SILENT'
  | 'PARTIAL'
  | 'ORPHANED'
  | 'BURSTING';

/** What all rows of a case have in common. */
export interface SampleCase {
  squad: string;
  problem: string;
  unit: string;
  node: string;
  ciClass: string;
  ci: string;
  source: string;
  metric: string;
  pillar: string;
  temper: Temper;
  /** Place of a bursting case within the period, from 0 to 1. */
  moment: number;
}

const TEMPERS: readonly Temper[] = [
  ...Array<Temper>(34).fill('HEALTHY'),
  ...Array<Temper>(16).fill('RECOVERING'),
  ...Array<Temper>(14).fill('WAVERING'),
  ...Array<Temper>(14).fill('FAILING'),
  ...Array<Temper>(8).fill('SILENT'),
  ...Array<Temper>(5).fill('PARTIAL'),
  ...Array<Temper>(4).fill('ORPHANED'),
  ...Array<Temper>(5).fill('BURSTING'),
];

/** A case by its number: the node bears it, so no two cases have the same key. */
export function sampleCase(seed: number, index: number): SampleCase {
  const random = new Random(seed, index + 1);
  const { metric, text, unit } = random.pick(PROBLEMS);
  const site = random.pick(SITES);
  const name = index.toString(36).padStart(4, '0');
  return {
    squad: random.pick(SQUADS),
    problem: text,
    unit,
    node: `srv${site}${name}`,
    ciClass: random.pick(CLASSES),
    ci: `${site.toUpperCase()}-APP-${name}`,
    source: random.pick(SOURCES),
    metric,
    pillar: random.pick(PILLARS),
    temper: random.pick(TEMPERS),
    moment: random.fraction(),
  };
}

/** The status of one remediation task. @param progress place of the event within the period, from 0 to 1 */
export function taskStatus(temper: Temper, progress: number, random: Random): string {
  const slip = random.below(100);
  switch (temper) {
    case 'HEALTHY':
    case 'BURSTING':
      return 'Closed';
    case 'RECOVERING':
      return progress < 0.5 && slip < 60 ? failure(random) : 'Closed';
    case 'WAVERING':
      return slip < 45 ? 'Closed' : failure(random);
    case 'FAILING':
      return failure(random);
    case 'SILENT':
      return slip < 70 ? 'NO_STATUS' : '';
    case 'PARTIAL':
      return slip < 60 ? 'Closed Skipped' : 'Closed';
    case 'ORPHANED':
      return 'No Task Found';
  }
}

function failure(random: Random): string {
  return random.pick(['Closed Incomplete', 'Canceled', 'Canceled', 'Closed Incomplete', 'Work in Progress']);
}
