import type { Redis } from 'ioredis';
import type { RateLimiterAbstract } from 'rate-limiter-flexible';
import { count, counter } from './counting.js';

/** An address may belong to many people: it may ask for this many times as much as one of them. */
const USERS_BEHIND_AN_ADDRESS = 10;

const WINDOW_SECONDS = 60;

/** Operations that ask for fewer values are not counted: counting would cost more than they do. */
export const CHEAP_VALUES = 1000;

/** How much may be asked for in a minute; 0 is no limit. */
export interface Rates {
  uploads: number;
  queryValues: number;
}

/** Who asks; no name for those without a token. */
export interface Asker {
  username: string | null;
  address: string;
}

/** Limits how much one user, and one address, may ask for in a minute. */
export class RateLimits {
  readonly #uploads: PairOfLimits | null;
  readonly #queries: PairOfLimits | null;

  /** @param redis shared by the processes that count together */
  constructor({ uploads, queryValues }: Rates, redis: Redis | null) {
    this.#uploads = uploads === 0 ? null : new PairOfLimits('uploads', uploads, redis);
    this.#queries = queryValues === 0 ? null : new PairOfLimits('queries', queryValues, redis);
  }

  /** Counts a request with files. @throws RetryLater RATE_LIMITED */
  async upload(asker: Asker): Promise<void> {
    await this.#uploads?.count(asker, 1, 'Too many uploads.');
  }

  /** Counts an operation that asks for so many values. @throws RetryLater RATE_LIMITED */
  async query(asker: Asker, values: number): Promise<void> {
    if (values >= CHEAP_VALUES) await this.#queries?.count(asker, values, 'Too much was asked for.');
  }
}

class PairOfLimits {
  readonly #byUser: RateLimiterAbstract;
  readonly #byAddress: RateLimiterAbstract;

  constructor(name: string, points: number, redis: Redis | null) {
    const limitOf = (by: string, most: number) =>
      counter({ name: `${name}:${by}`, points: most, windowSeconds: WINDOW_SECONDS }, redis);
    this.#byUser = limitOf('user', points);
    this.#byAddress = limitOf('address', points * USERS_BEHIND_AN_ADDRESS);
  }

  async count({ username, address }: Asker, points: number, message: string): Promise<void> {
    const refusal = { code: 'RATE_LIMITED', message } as const;
    // In this order: who is stopped as a user does not go on to use up what the address has.
    if (username !== null) await count(this.#byUser, username, points, refusal);
    await count(this.#byAddress, address, points, refusal);
  }
}
