import { randomUUID } from 'node:crypto';
import { parsedText, textOf } from './cacheText.js';
import { Flights } from './flights.js';
import { KeptValues } from './keptValues.js';
import type { RedisLink } from './redisLink.js';
import { type Cache, type CacheOptions, UNOBSERVED } from './types.js';

/** All of the cache begins with it. */
const PREFIX = 'smartremedy:kpi:';

/** A value as it stands in Redis, and the instant until which it may be given, in milliseconds since 1970. */
interface Stored {
  until: number;
  value: unknown;
}

/**
 * A cache that processes share. Each tag has a generation in Redis, a name that never comes twice: to drop the tag is to
 * give it another. A value's name has the generation that was read before the value was begun, so that one made from old
 * data lands where nobody looks any more, and so does one whose generation Redis has lost.
 *
 * Values are kept by each process as well: what is asked of Redis for a hit is the generation alone.
 */
export class RedisCache implements Cache {
  readonly #kept = new KeptValues();
  readonly #flights = new Flights();
  readonly #tags = new Set<string>();
  /** Tags that were dropped here, and Redis does not know it yet. */
  readonly #owed = new Set<string>();

  constructor(
    private readonly link: RedisLink,
    private readonly options: CacheOptions,
  ) {
    // While Redis was out of sight, any process may have dropped something and ended before it could say so.
    link.onUp(() => {
      for (const tag of this.#tags) void this.drop(tag);
    });
  }

  async getOrMake<T>(tag: string, key: string, make: () => Promise<T>): Promise<T> {
    // Not kept by this process; what others keep has to be dropped by it all the same.
    const generation = this.options.ttlMs === 0 ? null : await this.#generationOf(tag);
    if (generation === null) {
      this.#happened('bypass');
      return make();
    }
    const name = `${PREFIX}${tag}:${generation}:${key}`;
    const kept = this.#kept.get(name);
    if (kept) {
      this.#happened('hit');
      return kept.value as T;
    }
    return this.#flights.join(
      name,
      () => this.#readOrMake(name, make),
      () => this.#happened('hit'),
    );
  }

  async drop(tag: string): Promise<void> {
    this.#tags.add(tag);
    this.#owed.add(tag);
    this.#kept.forget(`${PREFIX}${tag}:`);
    const told = await this.#ask((redis) => redis.set(generationKey(tag), randomUUID()));
    if (told !== null) this.#owed.delete(tag);
  }

  async ping(): Promise<void> {
    await this.link.ask((redis) => redis.ping());
  }

  async close(): Promise<void> {
    this.#kept.clear();
  }

  /** Null when it cannot be known now. */
  async #generationOf(tag: string): Promise<string | null> {
    this.#tags.add(tag);
    if (this.#owed.has(tag) && this.link.isUp) await this.drop(tag);
    if (this.#owed.has(tag)) return null;
    const key = generationKey(tag);
    const read = await this.#ask((redis) => redis.get(key));
    if (read !== null) return read;
    // Of several that begin it at once the first one wins.
    await this.#ask((redis) => redis.set(key, randomUUID(), 'NX'));
    return this.#ask((redis) => redis.get(key));
  }

  async #readOrMake<T>(name: string, make: () => Promise<T>): Promise<T> {
    const stored = await this.#read(name);
    if (stored) {
      this.#happened('hit');
      this.#kept.set(name, stored.value, stored.until - Date.now());
      return stored.value as T;
    }
    this.#happened('miss');
    const value = await make();
    const { ttlMs } = this.options;
    this.#kept.set(name, value, ttlMs);
    const text = textOf({ until: Date.now() + ttlMs, value } satisfies Stored);
    await this.#ask((redis) => redis.set(name, text, 'PX', ttlMs));
    return value;
  }

  async #read(name: string): Promise<Stored | null> {
    const text = await this.#ask((redis) => redis.get(name));
    return text === null ? null : (parsedText(text) as Stored);
  }

  /** Null also when there is no answer. */
  async #ask<T>(command: Parameters<typeof this.link.ask<T | null>>[0]): Promise<T | null> {
    try {
      return await this.link.ask<T | null>(command);
    } catch {
      if (this.link.isUp) this.#happened('error');
      return null;
    }
  }

  #happened(event: Parameters<typeof UNOBSERVED.happened>[0]): void {
    (this.options.observer ?? UNOBSERVED).happened(event);
  }
}

function generationKey(tag: string): string {
  return `${PREFIX}${tag}`;
}
