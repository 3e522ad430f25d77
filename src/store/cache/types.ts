/**
 * How a look into the cache went: found, or being made for somebody else; made; made without the cache, since it
 * cannot be asked; and, beside one of these, a command that the cache refused.
 */
export type CacheEvent = 'hit' | 'miss' | 'bypass' | 'error';

export interface CacheObserver {
  happened(event: CacheEvent): void;
}

export const UNOBSERVED: CacheObserver = { happened: () => undefined };

/**
 * Values that are dear to make and cheap to keep, each under a tag that says what it was made from. Whatever happens to
 * the cache, the value is given: in the worst case it is made. Values are shared by all who ask: nobody may change one.
 */
export interface Cache {
  /**
   * The value under the key, or the one made now. Several who miss it at the same time have it made once.
   * What was begun to be made before its tag was dropped is never given to those who ask after that.
   * @param make makes plain data: null, booleans, numbers, texts, Dates, and lists and objects of them
   */
  getOrMake<T>(tag: string, key: string, make: () => Promise<T>): Promise<T>;
  /**
   * Forgets all values of the tag. Once it resolves, they are given to nobody, in whatever process; where the cache
   * cannot be told now, this process does without it until it can.
   */
  drop(tag: string): Promise<void>;
  /** @throws CodedError UNAVAILABLE when values are made without the cache for now */
  ping(): Promise<void>;
  close(): Promise<void>;
}

export interface CacheOptions {
  /** The longest that a value is given. */
  ttlMs: number;
  observer?: CacheObserver;
}
