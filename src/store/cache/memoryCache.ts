import { Flights } from './flights.js';
import { KeptValues } from './keptValues.js';
import { type Cache, type CacheOptions, UNOBSERVED } from './types.js';

/** A cache of one process, exact only where no other process changes what its values are made from. */
export class MemoryCache implements Cache {
  readonly #kept = new KeptValues();
  readonly #flights = new Flights();
  /** How often each tag was dropped; part of the names, so that what comes late is kept under a name that has passed. */
  readonly #generations = new Map<string, number>();

  constructor(private readonly options: CacheOptions) {}

  async getOrMake<T>(tag: string, key: string, make: () => Promise<T>): Promise<T> {
    const { ttlMs, observer = UNOBSERVED } = this.options;
    const name = `${this.#prefix(tag)}${key}`;
    const kept = this.#kept.get(name);
    if (kept) {
      observer.happened('hit');
      return kept.value as T;
    }
    const makeAndKeep = async () => {
      observer.happened('miss');
      const value = await make();
      if (name.startsWith(this.#prefix(tag))) this.#kept.set(name, value, ttlMs);
      return value;
    };
    return this.#flights.join(name, makeAndKeep, () => observer.happened('hit'));
  }

  async drop(tag: string): Promise<void> {
    const passed = this.#prefix(tag);
    this.#generations.set(tag, (this.#generations.get(tag) ?? 0) + 1);
    this.#kept.forget(passed);
  }

  async ping(): Promise<void> {}

  async close(): Promise<void> {
    this.#kept.clear();
  }

  #prefix(tag: string): string {
    return `${tag} ${this.#generations.get(tag) ?? 0} `;
  }
}
