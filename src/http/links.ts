import { createHmac, timingSafeEqual } from 'node:crypto';
import { CodedError } from '../errors.js';
import { keyFor } from '../graphql/tokens.js';

/** How long a download link works, in seconds: long enough to click it, too short to be worth passing on. */
const LIFE_SECONDS = 15 * 60;

export const ARTIFACTS_PATH = '/artifacts';

/** Links that open one artefact of a report or of a trend, the owner, without a token, for a while. */
export class Links {
  readonly #keys: Buffer[];
  readonly #base: string;

  /**
   * @param secrets   the first signs, all verify
   * @param publicUrl goes in front of every link; without it links are path-absolute
   */
  constructor(secrets: readonly string[], publicUrl = '') {
    this.#keys = secrets.map((secret) => keyFor('links', secret));
    this.#base = publicUrl.replace(/\/+$/, '');
  }

  /** @param now milliseconds since 1970 */
  artifactUrl(ownerId: string, name: string, now = Date.now()): string {
    const expires = Math.floor(now / 1000) + LIFE_SECONDS;
    const path = [ownerId, ...name.split('/')].map(encodeURIComponent).join('/');
    const query = `expires=${expires}&signature=${signature(this.#keys[0], ownerId, name, expires)}`;
    return `${this.#base}${ARTIFACTS_PATH}/${path}?${query}`;
  }

  /** @throws CodedError FORBIDDEN when the link is not one of ours, LINK_EXPIRED when it was */
  check(ownerId: string, name: string, expires: unknown, given: unknown, now = Date.now()): void {
    const due = Number(expires);
    if (typeof given !== 'string' || !this.#matches(given, ownerId, name, due)) {
      throw new CodedError('FORBIDDEN', 'The signature of the download link is not valid.');
    }
    if (due * 1000 < now) {
      throw new CodedError(
        'LINK_EXPIRED',
        'The download link has expired; read the report again for a new one.',
      );
    }
  }

  #matches(text: string, ownerId: string, name: string, expires: number): boolean {
    const given = Buffer.from(text);
    return this.#keys.some((key) => {
      const expected = Buffer.from(signature(key, ownerId, name, expires));
      return given.length === expected.length && timingSafeEqual(given, expected);
    });
  }
}

function signature(key: Buffer, ownerId: string, name: string, expires: number): string {
  return createHmac('sha256', key)
    .update(JSON.stringify([ownerId, name, expires]))
    .digest('base64url');
}
