import { createHash } from 'node:crypto';

const LONGEST_SLUG = 60;
const HASH_DIGITS = 10;

/**
 * File names of the plans of some squads, `SQUAD-INFRA-1f0c9a77d2.csv`: ASCII, safe on every file system, equal for
 * no two squads even where upper and lower case are one. A squad has the same name in every report, because the hash
 * of its exact text is part of it; the rest is for the reader.
 * @param squads distinct
 * @returns a name per squad
 */
export function planNames(squads: readonly string[]): string[] {
  const taken = new Set<string>();
  return squads.map((squad) => {
    const hash = createHash('sha256').update(squad, 'utf8').digest('hex');
    const slug = slugOf(squad);
    const short = `${slug}-${hash.slice(0, HASH_DIGITS)}.csv`;
    // Somebody may look for two names whose short hashes are equal; nobody finds two whole ones.
    const name = taken.has(short.toLowerCase()) ? `${slug}-${hash}.csv` : short;
    taken.add(name.toLowerCase());
    return name;
  });
}

/** What is left of a name in ASCII letters, digits and hyphens; accents are dropped, not the letters below them. */
function slugOf(squad: string): string {
  const words = squad
    .slice(0, LONGEST_SLUG * 4)
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^A-Za-z0-9]+/g, '-');
  return words.replace(/^-/, '').slice(0, LONGEST_SLUG).replace(/-$/, '') || 'squad';
}
