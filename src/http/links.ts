import { createHmac, timingSafeEqual } from 'node:crypto';
import { CodedError } from '../errors.js';
import { keyFor } from '../graphql/tokens.js';

/** How long a download link works, in seconds: long enough to click it, too short to be worth passing on. */
const LIFE_SECONDS = 15 * 60;

export const ARTIFACTS_PATH = '/artifacts';
export const UPLOADS_PATH = '/uploads';

/** Links that work without a token, for a while: each for one file that is fetched, or sent. */
export class Links {
  readonly #downloads: Signatures;
  readonly #uploads: Signatures;
  readonly #base: string;

  /**
   * @param secrets   the first signs, all verify
   * @param publicUrl goes in front of every link; without it links are path-absolute
   */
  constructor(secrets: readonly string[], publicUrl = '') {
    this.#downloads = new Signatures('links', secrets);
    this.#uploads = new Signatures('upload links', secrets);
    this.#base = publicUrl.replace(/\/+$/, '');
  }

  /**
   * Opens one artefact of a report or of a trend, the owner.
   * @param now milliseconds since 1970
   */
  artifactUrl(ownerId: string, name: string, now = Date.now()): string {
    const expires = Math.floor(now / 1000) + LIFE_SECONDS;
    const path = [ownerId, ...name.split('/')].map(encodeURIComponent).join('/');
    return `${this.#base}${ARTIFACTS_PATH}/${path}?${this.#downloads.query([ownerId, name], expires)}`;
  }

  /** @throws CodedError FORBIDDEN when the link is not one of ours, LINK_EXPIRED when it was */
  check(ownerId: string, name: string, expires: unknown, given: unknown, now = Date.now()): void {
    this.#downloads.check([ownerId, name], expires, given, now, 'read the report again for a new one');
  }

  /** Takes the bytes of one announced upload, by PUT. */
  uploadUrl(uploadId: string, expiresAt: Date): string {
    const expires = Math.floor(expiresAt.getTime() / 1000);
    return `${this.#base}${UPLOADS_PATH}/${uploadId}?${this.#uploads.query([uploadId], expires)}`;
  }

  /** @throws CodedError FORBIDDEN when the link is not one of ours, LINK_EXPIRED when it was */
  checkUpload(uploadId: string, expires: unknown, given: unknown, now = Date.now()): void {
    this.#uploads.check([uploadId], expires, given, now, 'create another upload');
  }
}

/** Of one kind of link: that of another kind is no such signature. */
class Signatures {
  readonly #keys: Buffer[];

  constructor(purpose: string, secrets: readonly string[]) {
    this.#keys = secrets.map((secret) => keyFor(purpose, secret));
  }

  /** @param expires seconds since 1970 */
  query(what: readonly string[], expires: number): string {
    return `expires=${expires}&signature=${signature(this.#keys[0], what, expires)}`;
  }

  check(what: readonly string[], expires: unknown, given: unknown, now: number, remedy: string): void {
    const due = Number(expires);
    if (typeof given !== 'string' || !this.#matches(given, what, due)) {
      throw new CodedError('FORBIDDEN', 'The signature of the link is not valid.');
    }
    if (due * 1000 < now) throw new CodedError('LINK_EXPIRED', `The link has expired; ${remedy}.`);
  }

  #matches(text: string, what: readonly string[], expires: number): boolean {
    const given = Buffer.from(text);
    return this.#keys.some((key) => {
      const expected = Buffer.from(signature(key, what, expires));
      return given.length === expected.length && timingSafeEqual(given, expected);
    });
  }
}

function signature(key: Buffer, what: readonly string[], expires: number): string {
  return createHmac('sha256', key)
    .update(JSON.stringify([...what, expires]))
    .digest('base64url');
}
