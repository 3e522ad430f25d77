import { setMaxListeners } from 'node:events';
import type { NextFunction, Request, Response } from 'express';
import { CodedError } from '../errors.js';

/** What requests hear of the end of the service. */
export class Ending {
  readonly #lastCall = new AbortController();
  #hasBegun = false;

  constructor() {
    // One for every upload in hand.
    setMaxListeners(0, this.#lastCall.signal);
  }

  /** From now on no request is taken, on whichever connection it comes; those in hand go on. */
  begin(): void {
    this.#hasBegun = true;
  }

  get hasBegun(): boolean {
    return this.#hasBegun;
  }

  /** Requests in hand that can end themselves in order do so now. */
  callLast(): void {
    this.#lastCall.abort();
  }

  /** Aborted at the last call. */
  get lastCall(): AbortSignal {
    return this.#lastCall.signal;
  }
}

export const stopping = (): CodedError =>
  new CodedError('UNAVAILABLE', 'The service is stopping; send the request again in a moment.');

/** @throws CodedError UNAVAILABLE once the service ends: a client that keeps its connection asks elsewhere, or later */
export function refuseAtTheEnd(ending: Ending) {
  return (_request: Request, response: Response, next: NextFunction): void => {
    if (!ending.hasBegun) return void next();
    response.set('Connection', 'close');
    throw stopping();
  };
}
