import type { Store } from '../types.js';
import type { Cache } from './types.js';

/** The tag of all that is made from reports and trends; each of them that comes or goes may change any of it. */
export const REPORTS_TAG = 'reports';

/**
 * The store, with what the dashboard shows and the report of an id kept in a cache. Whatever changes reports or trends
 * through it drops them before it resolves; so all changes have to go through such a store.
 */
export function cachedStore(store: Store, cache: Cache): Store {
  const kept = <T>(key: string, make: () => Promise<T>) => cache.getOrMake(REPORTS_TAG, key, make);
  const { reports, trends } = store;

  async function changing<T>(change: Promise<T>): Promise<T> {
    try {
      return await change;
    } finally {
      // After a failure as well: the answer to a commit that came through may have got lost.
      await cache.drop(REPORTS_TAG);
    }
  }

  return {
    ...store,
    reports: {
      ...reports,
      latest: () => kept('latest report', () => reports.latest()),
      get: (id) => kept(`report ${id.toLowerCase()}`, () => reports.get(id)),
      getMany: async (ids) => {
        // Lists are read by one statement; it is the report of a page that is asked for again and again.
        const [id] = ids;
        return ids.length === 1
          ? [await kept(`report ${id.toLowerCase()}`, () => reports.get(id))]
          : reports.getMany(ids);
      },
      commit: (...how) => changing(reports.commit(...how)),
      remove: (...how) => changing(reports.remove(...how)),
    },
    trends: {
      ...trends,
      latest: () => kept('latest trend', () => trends.latest()),
      page: ({ first, after }) =>
        typeof after === 'string'
          ? trends.page({ first, after })
          : kept(`first ${first} trends`, () => trends.page({ first })),
      commitComparison: (...how) => changing(trends.commitComparison(...how)),
    },
  };
}
