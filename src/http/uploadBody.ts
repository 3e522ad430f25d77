import type { Request } from 'express';
import { CodedError } from '../errors.js';
import { watchBody } from './brokenRequests.js';
import { stopping } from './ending.js';

/** A body of which nothing comes for so many milliseconds will not be finished. */
const SILENT_MS = 120_000;

const BROKEN_OFF = 'The connection ended before the whole body had come.';

/** After each of these there may be something to read, or nothing more to wait for. */
const WAKING = ['readable', 'end', 'close'] as const;

/**
 * The body of a request, which may break off. Not the request's own iterator: a request that is ended early takes
 * its connection with it, and the answer needs that.
 */
export class UploadBody {
  /** Why the body is not what was announced; null as long as it is. */
  broken: CodedError | null = null;
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
    for (const event of WAKING) request.on(event, this.#changed);
    request.on('error', this.#failed);
    lastCall.addEventListener('abort', this.#stopped);
  }

  /** @throws CodedError BAD_UPLOAD when it breaks off, UNAVAILABLE at the last call, EMPTY_FILE when nothing comes */
  async *chunks(): AsyncGenerator<Uint8Array> {
    const { request } = this;
    let isEmpty = true;
    while (!request.readableEnded) {
      if (this.broken) throw this.broken;
      const chunk: Uint8Array | null = request.read();
      if (chunk !== null) {
        isEmpty = false;
        yield chunk;
      } else if (request.closed) {
        throw new CodedError('BAD_UPLOAD', BROKEN_OFF);
      } else if (!request.readableEnded) {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    }
    if (this.broken) throw this.broken;
    if (isEmpty) throw new CodedError('EMPTY_FILE');
  }

  /** The connection may carry other requests after this one. */
  close(): void {
    this.#endWatch();
    this.request.setTimeout(0);
    this.lastCall.removeEventListener('abort', this.#stopped);
    for (const event of WAKING) this.request.off(event, this.#changed);
  }

  #break(error: CodedError): void {
    this.broken ??= error;
    this.#wake();
  }

  readonly #stopped = (): void => this.#break(stopping());
  readonly #changed = (): void => this.#wake();
  readonly #failed = (cause: Error): void => this.#break(new CodedError('BAD_UPLOAD', BROKEN_OFF, cause));
}
