import type { Request } from 'express';
import { CodedError } from '../errors.js';
import { watchBody } from './brokenRequests.js';
import { stopping } from './ending.js';

/** A body of which nothing comes for so many milliseconds will not be finished. */
const SILENT_MS = 120_000;

const BROKEN_OFF = 'The connection ended before the whole body had come.';

/** When so much waits beside what is being written, the connection waits, too. */
const MOST_WAITING_BYTES = 1024 ** 2;

/** After each of these there is nothing more to wait for. */
const LAST = ['end', 'close'] as const;

/**
 * The body of a request, which may break off. Not the request's own iterator: a request that is ended early takes
 * its connection with it, and the answer needs that. What comes is taken as it comes, since a request that is read
 * piece by piece stops and starts its connection at each.
 */
export class UploadBody {
  /** Why the body is not what was announced; null as long as it is. */
  broken: CodedError | null = null;
  #waiting: Uint8Array[] = [];
  #waitingBytes = 0;
  readonly #endWatch: () => void;
  #wake: () => void = () => undefined;

  /** @param lastCall aborted when there is no more time for the rest of the body */
  constructor(
    private readonly request: Request,
    private readonly lastCall: AbortSignal,
  ) {
    this.#endWatch = watchBody(request, (error) => this.#break(error));
    request.setTimeout(SILENT_MS, () =>
      this.#break(new CodedError('BAD_UPLOAD', `Nothing came for ${SILENT_MS / 1000} seconds.`)),
    );
    for (const event of LAST) request.on(event, this.#changed);
    request.on('data', this.#came);
    request.on('error', this.#failed);
    lastCall.addEventListener('abort', this.#stopped);
  }

  /** @throws CodedError BAD_UPLOAD when it breaks off, UNAVAILABLE at the last call, EMPTY_FILE when nothing comes */
  async *chunks(): AsyncGenerator<Uint8Array> {
    const { request } = this;
    let isEmpty = true;
    while (!request.readableEnded || this.#waiting.length > 0) {
      for (const chunk of this.#takeWaiting()) {
        if (this.broken) throw this.broken;
        isEmpty = false;
        yield chunk;
      }
      if (this.broken) throw this.broken;
      if (this.#waiting.length > 0 || request.readableEnded) continue;
      if (request.closed) throw new CodedError('BAD_UPLOAD', BROKEN_OFF);
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    if (isEmpty) throw new CodedError('EMPTY_FILE');
  }

  /** The connection may carry other requests after this one. */
  close(): void {
    this.#endWatch();
    this.request.setTimeout(0);
    this.lastCall.removeEventListener('abort', this.#stopped);
    for (const event of LAST) this.request.off(event, this.#changed);
    this.request.off('data', this.#came);
    // What is left of a body that is not wanted waits; the server reads it away when the answer has gone out.
    this.request.pause();
  }

  #takeWaiting(): Uint8Array[] {
    const waiting = this.#waiting;
    this.#waiting = [];
    this.#waitingBytes = 0;
    if (this.request.isPaused()) this.request.resume();
    return waiting;
  }

  #break(error: CodedError): void {
    this.broken ??= error;
    this.#wake();
  }

  readonly #came = (chunk: Uint8Array): void => {
    this.#waiting.push(chunk);
    this.#waitingBytes += chunk.byteLength;
    if (this.#waitingBytes >= MOST_WAITING_BYTES) this.request.pause();
    this.#wake();
  };
  readonly #stopped = (): void => this.#break(stopping());
  readonly #changed = (): void => this.#wake();
  readonly #failed = (cause: Error): void => this.#break(new CodedError('BAD_UPLOAD', BROKEN_OFF, cause));
}
