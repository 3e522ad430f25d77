import { UPLOADS_PREFIX } from '../store/receiveUpload.js';
import type { ObjectStore, Store } from '../store/types.js';
import { REPORTS_PREFIX, TRENDS_PREFIX } from './artefacts.js';

/** Keys or prefixes asked for in one statement. */
const AT_ONCE = 500;

/**
 * Removes what a crash has left in the object store: artefacts that no report and no trend names, uploads that no row names.
 *
 * @param olderThanMs only what was written so many milliseconds ago: the younger may be about to be named
 * @returns keys and prefixes that were removed
 */
export async function sweepOrphans(
  { reports, trends, uploads }: Store,
  objects: ObjectStore,
  olderThanMs: number,
): Promise<string[]> {
  const latest = Date.now() - olderThanMs;
  const agedPrefixes = (prefix: string, parts: number) =>
    agedNames(objects, prefix, latest, (key) => `${key.split('/').slice(0, parts).join('/')}/`);
  const prefixes = [
    ...(await orphans(await agedPrefixes(REPORTS_PREFIX, 3), (some) => reports.namedPrefixes(some))),
    ...(await orphans(await agedPrefixes(TRENDS_PREFIX, 2), (some) => trends.namedPrefixes(some))),
  ];
  const keys = await orphans(await agedNames(objects, UPLOADS_PREFIX, latest, (key) => key), (some) =>
    uploads.namedKeys(some),
  );
  for (const prefix of prefixes) await objects.removePrefix(prefix);
  for (const key of keys) await objects.remove(key);
  return [...prefixes, ...keys];
}

/** Names of which no object is younger than `latest` (milliseconds since 1970). */
async function agedNames(
  objects: ObjectStore,
  prefix: string,
  latest: number,
  nameOf: (key: string) => string,
): Promise<string[]> {
  const youngest = new Map<string, number>();
  for await (const { key, modifiedAt } of objects.list(prefix)) {
    const name = nameOf(key);
    youngest.set(name, Math.max(youngest.get(name) ?? 0, modifiedAt.getTime()));
  }
  return [...youngest].filter(([, modifiedAt]) => modifiedAt <= latest).map(([name]) => name);
}

async function orphans(
  names: string[],
  namedOf: (some: string[]) => Promise<Set<string>>,
): Promise<string[]> {
  const found: string[] = [];
  for (let start = 0; start < names.length; start += AT_ONCE) {
    const some = names.slice(start, start + AT_ONCE);
    const named = await namedOf(some);
    found.push(...some.filter((name) => !named.has(name)));
  }
  return found;
}
