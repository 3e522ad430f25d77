import { createHmac } from 'node:crypto';
import { jwtVerify, SignJWT } from 'jose';
import { CodedError } from '../errors.js';
import { ROLES, type Role } from '../store/types.js';

const ISSUER = 'smartremedy';

/** Who asks. */
export interface Viewer {
  username: string;
  role: Role;
  /** From then on the token counts for nothing. */
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
  readonly #key: Buffer;
  readonly #ttlSeconds: number;

  /**
   * @param secret     at least 32 characters
   * @param ttlSeconds life of a token
   */
  constructor(secret: string, ttlSeconds: number) {
    this.#key = keyFor('tokens', secret);
    this.#ttlSeconds = ttlSeconds;
  }

  async issue(user: { username: string; role: Role }): Promise<IssuedToken> {
    const issuedAt = Math.floor(Date.now() / 1000);
    const expiresAt = issuedAt + this.#ttlSeconds;
    const token = await new SignJWT({ role: user.role })
      .setProtectedHeader({ alg: 'HS256' })
      .setIssuer(ISSUER)
      .setAudience(ISSUER)
      .setSubject(user.username)
      .setIssuedAt(issuedAt)
      .setExpirationTime(expiresAt)
      .sign(this.#key);
    return { token, expiresAt: new Date(expiresAt * 1000) };
  }

  /**
   * Reads an Authorization value, `Bearer …`.
   * @returns null when there is none
   * @throws CodedError UNAUTHENTICATED for any value that is not a valid token
   */
  async viewerOf(authorization: string | null | undefined): Promise<Viewer | null> {
    if (authorization === undefined || authorization === null || authorization === '') return null;
    const token = /^Bearer +([\w.~+/=-]+) *$/i.exec(authorization)?.[1];
    if (!token)
      throw new CodedError('UNAUTHENTICATED', 'The Authorization value is not "Bearer" and a token.');
    return this.#verify(token);
  }

  async #verify(token: string): Promise<Viewer> {
    try {
      const { payload } = await jwtVerify(token, this.#key, {
        algorithms: ['HS256'],
        issuer: ISSUER,
        audience: ISSUER,
        requiredClaims: ['sub', 'exp', 'role'],
      });
      const role = ROLES.find((known) => known === payload.role);
      if (!role) throw new Error('The token names a role that does not exist.');
      return { username: String(payload.sub), role, expiresAt: new Date(Number(payload.exp) * 1000) };
    } catch (error) {
      throw new CodedError('UNAUTHENTICATED', 'The token is not valid or has expired.', error);
    }
  }
}
