import type { Services } from '../graphql/context.js';
import type { ErrorLog } from '../graphql/errors.js';
import type { Viewer } from '../graphql/viewer.js';

/** How soon a connection ends after the tokens of its user did, in milliseconds. */
const LOOK_MS = 2_000;

/** The longest delay that a timer takes, in milliseconds. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** A connection of somebody who is signed in. */
export interface Session {
  readonly viewer: Viewer;
  readonly expiry: NodeJS.Timeout;
  /** Ends the connection. */
  readonly close: () => void;
}

/**
 * Connections that outlive a request: each ends with the token that opened it, whether that expires or the user is
 * changed meanwhile, here or by another process.
 */
export class Sessions {
  readonly #open = new Set<Session>();
  readonly #services: Pick<Services, 'store'>;
  readonly #timer: NodeJS.Timeout;

  constructor(services: Pick<Services, 'store'>, log: ErrorLog) {
    this.#services = services;
    this.#timer = setInterval(() => {
      this.#endChanged([...this.#open]).catch((err: unknown) =>
        log.error({ err }, 'tokens of open connections could not be looked at'),
      );
    }, LOOK_MS).unref();
  }

  /** @param close ends the connection; called when the token ends */
  begin(viewer: Viewer, close: () => void): Session {
    const life = Math.min(viewer.expiresAt.getTime() - Date.now(), LONGEST_TIMER);
    const session = { viewer, close, expiry: setTimeout(close, life) };
    this.#open.add(session);
    return session;
  }

  end(session: Session): void {
    clearTimeout(session.expiry);
    this.#open.delete(session);
  }

  /** Ends the connection at once if the tokens of its user have ended. */
  refresh(session: Session): Promise<void> {
    return this.#endChanged([session]);
  }

  close(): void {
    clearInterval(this.#timer);
  }

  async #endChanged(sessions: Session[]): Promise<void> {
    if (sessions.length === 0) return;
    const usernames = new Set(sessions.map(({ viewer }) => viewer.username));
    const stamps = await this.#services.store.users.tokenStamps([...usernames]);
    for (const { viewer, close } of sessions) {
      if (stamps.get(viewer.username) !== viewer.tokenStamp) close();
    }
  }
}
