import { createHmac } from 'node:crypto';
import { type JWTPayload, jwtVerify, SignJWT } from 'jose';
import { CodedError } from '../errors.js';
import type { UserRecord } from '../store/types.js';

const ISSUER = 'smartremedy';

/** What a token says. */
export interface TokenClaims {
  username: string;
  /** The token works for as long as this is the stamp of its user. */
  tokenStamp: string;
  expiresAt: Date;
}

export interface IssuedToken {
  token: string;
  expiresAt: Date;
}

/** A key for one purpose, so that what is signed for one never passes for another. */
export function keyFor(purpose: string, secret: string): Buffer {
  return createHmac('sha256', secret).update(purpose).digest();
}

/** Tokens that say who asks: JWT, signed with HS256. */
export class Tokens {
  readonly #keys: Buffer[];
  readonly #ttlSeconds: number;

  /**
   * @param secrets    each at least 32 characters; the first signs, all verify
   * @param ttlSeconds life of a token
   */
  constructor(secrets: readonly string[], ttlSeconds: number) {
    this.#keys = secrets.map((secret) => keyFor('tokens', secret));
    this.#ttlSeconds = ttlSeconds;
  }

  async issue({ username, tokenStamp }: Pick<UserRecord, 'username' | 'tokenStamp'>): Promise<IssuedToken> {
    const issuedAt = Math.floor(Date.now() / 1000);
    const expiresAt = issuedAt + this.#ttlSeconds;
    const token = await new SignJWT({ stamp: tokenStamp })
      .setProtectedHeader({ alg: 'HS256' })
      .setIssuer(ISSUER)
      .setAudience(ISSUER)
      .setSubject(username)
      .setIssuedAt(issuedAt)
      .setExpirationTime(expiresAt)
      .sign(this.#keys[0]);
    return { token, expiresAt: new Date(expiresAt * 1000) };
  }

  /**
   * Reads an Authorization value, `Bearer …`. Whether the user still has the stamp is not looked at.
   * @returns null when there is none
   * @throws CodedError UNAUTHENTICATED for any value that is not a valid token
   */
  async read(authorization: string | null | undefined): Promise<TokenClaims | null> {
    if (authorization === undefined || authorization === null || authorization === '') return null;
    const token = /^Bearer +([\w.~+/=-]+) *$/i.exec(authorization)?.[1];
    if (!token)
      throw new CodedError('UNAUTHENTICATED', 'The Authorization value is not "Bearer" and a token.');
    try {
      return claimsOf(await this.#verified(token));
    } catch (error) {
      throw new CodedError('UNAUTHENTICATED', 'The token is not valid or has expired.', error);
    }
  }

  /** By the first secret that it is signed with. */
  async #verified(token: string): Promise<JWTPayload> {
    const attempts = this.#keys.map(async (key) => {
      const { payload } = await jwtVerify(token, key, {
        algorithms: ['HS256'],
        issuer: ISSUER,
        audience: ISSUER,
        requiredClaims: ['sub', 'exp', 'stamp'],
      });
      return payload;
    });
    return Promise.any(attempts);
  }
}

function claimsOf({ sub, stamp, exp }: JWTPayload): TokenClaims {
  return { username: String(sub), tokenStamp: String(stamp), expiresAt: new Date(Number(exp) * 1000) };
}
