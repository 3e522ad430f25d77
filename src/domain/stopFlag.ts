import { CodedError } from '../errors.js';

/**
 * Asks threads to stop: they share its memory and look at it after every piece of work, since a thread that works
 * hears no message. Once raised it stays so.
 */
export class StopFlag {
  readonly #word: Int32Array;

  private constructor(readonly buffer: SharedArrayBuffer) {
    this.#word = new Int32Array(buffer);
  }

  static create(): StopFlag {
    return new StopFlag(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  }

  /** The flag that another thread has made, by its memory. */
  static over(buffer: SharedArrayBuffer): StopFlag {
    return new StopFlag(buffer);
  }

  raise(): void {
    Atomics.store(this.#word, 0, 1);
  }

  /** @throws CodedError CANCELLED once the flag is raised */
  throwIfRaised(): void {
    if (Atomics.load(this.#word, 0) === 1) throw new CodedError('CANCELLED');
  }
}
