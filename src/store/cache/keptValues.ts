import { LRUCache } from 'lru-cache';

/** Values that one process keeps: whole reports among them, so not too many. */
const MOST_VALUES = 200;

/** Values in memory; those not asked for longest go first. */
export class KeptValues {
  readonly #values = new LRUCache<string, { value: unknown }>({ max: MOST_VALUES });

  /** Undefined when it is not kept; the value itself may be null. */
  get(name: string): { value: unknown } | undefined {
    return this.#values.get(name);
  }

  set(name: string, value: unknown, ttlMs: number): void {
    if (ttlMs > 0) this.#values.set(name, { value }, { ttl: ttlMs });
  }

  /** Only to have the room back: names of a generation that has passed are not asked for. */
  forget(prefix: string): void {
    for (const name of this.#values.keys()) if (name.startsWith(prefix)) this.#values.delete(name);
  }

  clear(): void {
    this.#values.clear();
  }
}
