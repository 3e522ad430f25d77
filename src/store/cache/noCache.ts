import { type Cache, type CacheObserver, UNOBSERVED } from './types.js';

/**
 * Keeps nothing: for processes that share a database and no Redis. None of them would hear what another has changed,
 * and a figure that is wrong for a minute is worse than one that is read each time.
 */
export class NoCache implements Cache {
  constructor(private readonly observer: CacheObserver = UNOBSERVED) {}

  getOrMake<T>(_tag: string, _key: string, make: () => Promise<T>): Promise<T> {
    this.observer.happened('bypass');
    return make();
  }

  async drop(): Promise<void> {}
  async ping(): Promise<void> {}
  async close(): Promise<void> {}
}
