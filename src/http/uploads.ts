import type { NextFunction, Request, Response } from 'express';
import { CodedError } from '../errors.js';
import { requireRole } from '../graphql/access.js';
import type { Services } from '../graphql/context.js';
import { forgetUpload, receiveUpload } from '../store/receiveUpload.js';
import { checkName } from '../store/uploadName.js';
import { countUpload, viewerOf } from './access.js';
import { watchBody } from './brokenRequests.js';
import { type Ending, stopping } from './ending.js';
import { welcomeBody } from './expect.js';
import { endOf, noteEnd } from './wholeRequests.js';

export const UPLOADS_PATH = '/uploads';

/** What browsers and tools call a CSV or a gzip file; a body of another kind is a mistake of its sender. */
const CONTENT_TYPES = [
  'text/csv',
  'text/plain',
  'text/tab-separated-values',
  'application/csv',
  'application/vnd.ms-excel',
  'application/gzip',
  'application/x-gzip',
  'application/octet-stream',
];

/** A body of which nothing comes for so many milliseconds will not be finished. */
const SILENT_MS = 120_000;

const BROKEN_OFF = 'The connection ended before the whole body had come.';

/** After each of these there may be something to read, or nothing more to wait for. */
const WAKING = ['readable', 'end', 'close'] as const;

/**
 * `PUT /uploads?fileName=NAME`: keeps the body as it is, and answers `{"uploadId","bytes","sha256"}` when it is
 * synced. Who asks and what is announced are looked at before a byte is read; of a body that breaks off or does not
 * fit what was announced nothing stays.
 */
export function takeUpload(services: Services, { lastCall }: Ending) {
  const { store, objects, maxUploadBytes, uploadObserver } = services;
  return async (request: Request, response: Response): Promise<void> => {
    const { username } = requireRole(viewerOf(request), 'ANALYST');
    const fileName = checkName(request.query.fileName);
    checkHead(request, maxUploadBytes);
    await countUpload(services, request);
    welcomeBody(request, response);
    noteEnd(request);

    const body = new Body(request, lastCall);
    try {
      const upload = await receiveUpload(store, objects, {
        source: body.chunks(),
        fileName,
        createdBy: username,
        maxBytes: maxUploadBytes,
      });
      // Bytes beyond the announced ones, and the end of the connection, may be noticed after the last byte.
      if (body.broken || request.socket.destroyed) {
        await forgetUpload(store, objects, upload);
        throw body.broken ?? new CodedError('BAD_UPLOAD');
      }
      const now = performance.now();
      uploadObserver.accepted('put', upload.bytes, now - (endOf(request) ?? now));
      response.json({ uploadId: upload.id, bytes: upload.bytes, sha256: upload.sha256 });
    } catch (error) {
      // Nobody knows where in what comes the next request would begin.
      if (body.broken) response.set('Connection', 'close');
      throw error;
    } finally {
      body.close();
    }
  };
}

/** For any other method. @throws CodedError WRONG_METHOD */
export function onlyPut(_request: Request, response: Response, _next: NextFunction): never {
  response.set('Allow', 'PUT');
  throw new CodedError('WRONG_METHOD', `Files are sent to ${UPLOADS_PATH} by PUT.`);
}

/** @throws CodedError WRONG_CONTENT_TYPE, TOO_LARGE, EMPTY_FILE, BAD_USER_INPUT for a part of a file */
function checkHead(request: Request, maxBytes: number): void {
  const type = request.get('Content-Type')?.split(';')[0].trim().toLowerCase();
  if (type && !CONTENT_TYPES.includes(type)) {
    throw new CodedError(
      'WRONG_CONTENT_TYPE',
      `${JSON.stringify(type)} is not the type of a CSV or gzip file.`,
    );
  }
  const coding = request.get('Content-Encoding')?.trim().toLowerCase();
  // Gzip files are kept as they are, however they are announced; nothing else is unpacked later.
  if (coding && !['identity', 'gzip', 'x-gzip'].includes(coding)) {
    throw new CodedError(
      'WRONG_CONTENT_TYPE',
      `The encoding ${JSON.stringify(coding)} is not taken; gzip is.`,
    );
  }
  if (request.get('Content-Range')) throw new CodedError('BAD_USER_INPUT', 'A file is sent as a whole.');
  const announced = request.get('Content-Length');
  if (Number(announced) > maxBytes) {
    throw new CodedError('TOO_LARGE', `The file is larger than the limit of ${maxBytes} bytes.`);
  }
  if (announced !== undefined && Number(announced) === 0) throw new CodedError('EMPTY_FILE');
}

/**
 * The body of a request, which may break off. Not the request's own iterator: a request that is ended early takes
 * its connection with it, and the answer needs that.
 */
class Body {
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
