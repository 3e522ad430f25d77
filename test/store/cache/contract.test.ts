import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { MemoryCache } from '../../../src/store/cache/memoryCache.js';
import { RedisCache } from '../../../src/store/cache/redisCache.js';
import { RedisLink } from '../../../src/store/cache/redisLink.js';
import type { Cache, CacheEvent } from '../../../src/store/cache/types.js';
import { TestRedis } from '../../support/redis.js';
import { hasRedis } from '../../support/services/installed.js';

const TTL_MS = 300;
const AT_ONCE_MS = 100;
const silent = { begin: () => undefined, end: () => undefined };

let events: CacheEvent[];
const observer = { happened: (event: CacheEvent) => void events.push(event) };
const tags = Array.from({ length: 100 }, (_, index) => `tag ${index}`);
let tag: string;
beforeEach(() => {
  events = [];
  tag = tags.pop() ?? '';
});
afterEach(() => vi.useRealTimers());

async function connected(redis: TestRedis): Promise<RedisLink> {
  const link = new RedisLink(redis.url, silent);
  await vi.waitFor(() => expect(link.isUp).toBe(true));
  return link;
}

/** A maker that says what it was called for, and how often. */
function maker(value: unknown = 'made') {
  return vi.fn(async () => value);
}

/** One whose value comes when the test says so. */
function slowMaker() {
  let finish: (value: string) => void = () => undefined;
  const made = new Promise<string>((resolve) => {
    finish = resolve;
  });
  return { make: vi.fn(() => made), finish };
}

function contract(open: () => Promise<{ cache: Cache; close: () => Promise<void> }>): void {
  let cache: Cache;
  let close: () => Promise<void>;
  beforeAll(async () => {
    ({ cache, close } = await open());
  });
  afterAll(() => close());

  test('a value is made once, and given as it is', async () => {
    const value = { at: new Date(5), list: [1, null, 'x'], nothing: null };
    const make = maker(value);
    expect(await cache.getOrMake(tag, 'key', make)).toEqual(value);
    expect(await cache.getOrMake(tag, 'key', make)).toEqual(value);
    expect(make).toHaveBeenCalledTimes(1);
    expect(events).toEqual(['miss', 'hit']);
  });

  test('null is a value', async () => {
    const make = maker(null);
    expect(await cache.getOrMake(tag, 'key', make)).toBeNull();
    expect(await cache.getOrMake(tag, 'key', make)).toBeNull();
    expect(make).toHaveBeenCalledTimes(1);
  });

  test('keys and tags do not mix', async () => {
    const other = tags.pop() ?? '';
    expect(await cache.getOrMake(tag, 'one', maker(1))).toBe(1);
    expect(await cache.getOrMake(tag, 'two', maker(2))).toBe(2);
    expect(await cache.getOrMake(other, 'one', maker(3))).toBe(3);
    await cache.drop(other);
    expect(await cache.getOrMake(tag, 'one', maker(4))).toBe(1);
    expect(await cache.getOrMake(other, 'one', maker(5))).toBe(5);
  });

  test('a value is given until its time is over', async () => {
    await cache.getOrMake(tag, 'key', maker('old'));
    await new Promise((resolve) => setTimeout(resolve, TTL_MS + 50));
    expect(await cache.getOrMake(tag, 'key', maker('new'))).toBe('new');
  });

  test('many who miss it at the same time have it made once', async () => {
    const make = maker();
    const all = await Promise.all(Array.from({ length: 20 }, () => cache.getOrMake(tag, 'key', make)));
    expect(new Set(all)).toEqual(new Set(['made']));
    expect(make).toHaveBeenCalledTimes(1);
    expect(events.filter((event) => event === 'miss')).toHaveLength(1);
    expect(events.filter((event) => event === 'hit')).toHaveLength(19);
  });

  test('what fails is not kept, and all who waited hear of it', async () => {
    const failing = vi.fn(async () => Promise.reject(new Error('no luck')));
    const both = await Promise.allSettled([
      cache.getOrMake(tag, 'key', failing),
      cache.getOrMake(tag, 'key', failing),
    ]);
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await cache.getOrMake(tag, 'key', maker())).toBe('made');
  });

  test('what was made from old data is not given after a drop, whenever it is ready', async () => {
    const old = slowMaker();
    const asked = cache.getOrMake(tag, 'key', old.make);
    await vi.waitFor(() => expect(old.make).toHaveBeenCalled());
    await cache.drop(tag);
    // Nor does one who comes now wait for it.
    expect(await cache.getOrMake(tag, 'key', maker('new'))).toBe('new');
    old.finish('old');
    expect(await asked).toBe('old');
    expect(await cache.getOrMake(tag, 'key', maker('newer'))).toBe('new');
  });
}

describe('in the process', () => {
  contract(async () => {
    const cache = new MemoryCache({ ttlMs: TTL_MS, observer });
    return { cache, close: () => cache.close() };
  });
});

describe.skipIf(!hasRedis())('in Redis', () => {
  let redis: TestRedis;
  beforeAll(async () => {
    redis = await TestRedis.start();
  });
  afterAll(() => redis.stop());

  contract(async () => {
    const link = await connected(redis);
    const cache = new RedisCache(link, { ttlMs: TTL_MS, observer });
    return { cache, close: async () => link.close() };
  });

  describe('of two processes', () => {
    let links: RedisLink[];
    let one: Cache;
    let other: Cache;
    beforeEach(async () => {
      if (!links) links = [await connected(redis), await connected(redis)];
      [one, other] = links.map((link) => new RedisCache(link, { ttlMs: 60_000, observer }));
    });
    afterAll(() => {
      for (const link of links) link.close();
    });

    test('what one has made the other finds', async () => {
      const value = { at: new Date(7) };
      await one.getOrMake(tag, 'key', maker(value));
      expect(await other.getOrMake(tag, 'key', maker())).toEqual(value);
      expect(events).toEqual(['miss', 'hit']);
    });

    test('what one drops the other does not give, even what it keeps itself', async () => {
      await one.getOrMake(tag, 'key', maker('old'));
      await other.getOrMake(tag, 'key', maker('never'));
      await one.drop(tag);
      expect(await other.getOrMake(tag, 'key', maker('new'))).toBe('new');
    });

    test('a generation that Redis has lost never comes back', async () => {
      await one.getOrMake(tag, 'key', maker('old'));
      await links[0].client.del(`smartremedy:kpi:${tag}`);
      expect(await other.getOrMake(tag, 'key', maker('new'))).toBe('new');
    });
  });

  test('without Redis values are made at once, and a drop is made up for when it is back', async () => {
    const own = await TestRedis.start();
    const link = await connected(own);
    const cache = new RedisCache(link, { ttlMs: 60_000, observer });
    await cache.getOrMake(tag, 'key', maker('old'));
    await own.kill();
    await vi.waitFor(() => expect(link.isUp).toBe(false));

    const begun = performance.now();
    expect(await cache.getOrMake(tag, 'key', maker('made without'))).toBe('made without');
    await cache.drop(tag);
    expect(performance.now() - begun).toBeLessThan(AT_ONCE_MS);
    expect(events.at(-1)).toBe('bypass');
    await expect(cache.ping()).rejects.toMatchObject({ code: 'UNAVAILABLE' });

    await own.start();
    await vi.waitFor(() => expect(link.isUp).toBe(true), { timeout: 5000 });
    expect(await cache.getOrMake(tag, 'key', maker('new'))).toBe('new');
    expect(events.at(-1)).toBe('miss');
    link.close();
    await own.stop();
  });

  test('of a Redis that does not answer only the first one waits, and not for long', async () => {
    const own = await TestRedis.start();
    const link = await connected(own);
    const cache = new RedisCache(link, { ttlMs: 60_000, observer });
    own.pause();
    let begun = performance.now();
    expect(await cache.getOrMake(tag, 'key', maker())).toBe('made');
    expect(performance.now() - begun).toBeLessThan(1000);
    begun = performance.now();
    expect(await cache.getOrMake(tag, 'key', maker())).toBe('made');
    expect(performance.now() - begun).toBeLessThan(AT_ONCE_MS);
    link.close();
    await own.stop();
  });
});
