import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';
import type { RateLimiterAbstract } from 'rate-limiter-flexible';
import { count, counter } from './counting.js';

/** An address may belong to many people: it may fail this many times as often as one of them. */
const USERS_BEHIND_AN_ADDRESS = 10;

export interface LoginLimitOptions {
  /** Failures that one user may have from one address within the window. */
  failures: number;
  windowSeconds: number;
}

/**
 * Limits how often passwords may be guessed: by address and user, and by address. Not by user alone, or anyone could
 * lock anyone out.
 */
export class LoginLimit {
  readonly #byPair: RateLimiterAbstract;
  readonly #byAddress: RateLimiterAbstract;

  /** @param redis shared by the processes that count together */
  constructor({ failures, windowSeconds }: LoginLimitOptions, redis: Redis | null = null) {
    this.#byPair = counter({ name: 'login:pair', points: failures, windowSeconds }, redis);
    const points = failures * USERS_BEHIND_AN_ADDRESS;
    this.#byAddress = counter({ name: 'login:address', points, windowSeconds }, redis);
  }

  /**
   * Checks a password, unless too many were wrong before. It counts as wrong until it is known to be right, so that
   * many at once are counted, too.
   * @param check the user; null when the password is wrong
   * @throws CodedError TOO_MANY_ATTEMPTS, saying when to come back
   */
  async attempt<User>(
    address: string,
    username: string,
    check: () => Promise<User | null>,
  ): Promise<User | null> {
    const pair = pairKey(address, username);
    // In this order: who is stopped for one user does not go on to use up what the address has.
    await counted(this.#byPair, pair);
    await counted(this.#byAddress, address);
    const user = await check();
    if (user !== null) await Promise.all([this.#byPair.delete(pair), this.#byAddress.reward(address)]);
    return user;
  }
}

/** Of one length, however long the name that somebody makes up. */
function pairKey(address: string, username: string): string {
  return createHash('sha256')
    .update(JSON.stringify([address, username]))
    .digest('base64url');
}

async function counted(limiter: RateLimiterAbstract, key: string): Promise<void> {
  await count(limiter, key, 1, { code: 'TOO_MANY_ATTEMPTS', message: 'Too many wrong passwords.' });
}
