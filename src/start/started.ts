import type { Logger } from 'pino';

type Closer = () => void | Promise<void>;

/** What was started, to be ended in the opposite order. */
export class Started {
  readonly #closers: Closer[] = [];

  add(closer: Closer): void {
    this.#closers.push(closer);
  }

  async close(log: Logger): Promise<void> {
    for (const closer of this.#closers.splice(0).reverse()) {
      try {
        await closer();
      } catch (err) {
        log.error({ err }, 'a part did not stop cleanly');
      }
    }
  }
}
