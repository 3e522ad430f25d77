import { randomUUID } from 'node:crypto';
import type { NextFunction, Request, Response } from 'express';
import { CodedError, ERRORS, type ErrorCode, RetryLater } from '../errors.js';
import type { ErrorLog } from '../graphql/errors.js';

/** GraphQL clients look for `errors`, all others for `error`. */
type Shape = (code: ErrorCode, message: string) => object;

const plain: Shape = (code, message) => ({ error: { code, message } });
const graphql: Shape = (code, message) => ({ errors: [{ message, extensions: { code } }] });

export const GRAPHQL_PATH = '/graphql';

export function notFound(request: Request): never {
  throw new CodedError('NOT_FOUND', `There is nothing at ${request.path}.`);
}

/** The last middleware: whatever went wrong, the answer is JSON with a code, and tells nothing internal. */
export function errorResponses(log: ErrorLog) {
  // Express knows an error handler by its four parameters.
  return (error: unknown, request: Request, response: Response, _next: NextFunction): void => {
    const { code, message } = codedOf(error, log, request);
    if (response.headersSent) return void response.destroy();
    const shape = request.path === GRAPHQL_PATH ? graphql : plain;
    if (code === 'UNAUTHENTICATED') response.set('WWW-Authenticate', 'Bearer');
    if (error instanceof RetryLater) response.set('Retry-After', String(error.retryAfter));
    response.status(ERRORS[code].status).json(shape(code, message));
    finishWithoutBody(request);
  };
}

function codedOf(error: unknown, log: ErrorLog, request: Request): { code: ErrorCode; message: string } {
  if (error instanceof CodedError) {
    // Whoever can make room is not who is told.
    if (error.code === 'DISK_FULL')
      log.error({ err: error, path: request.path }, 'there is no room on the disk');
    return error;
  }
  const { status, type } = error as { status?: unknown; type?: unknown };
  if (status === 413) return { code: 'TOO_LARGE', message: 'The request is larger than the limit.' };
  if (type === 'entity.parse.failed')
    return { code: 'BAD_USER_INPUT', message: 'The body is not valid JSON.' };
  if (isMultipart(request)) return { code: 'BAD_UPLOAD', message: ERRORS.BAD_UPLOAD.message };
  if (typeof status === 'number' && status >= 400 && status < 500) {
    return { code: 'BAD_USER_INPUT', message: ERRORS.BAD_USER_INPUT.message };
  }
  const requestId = randomUUID();
  log.error({ err: error, requestId, path: request.path }, 'a request failed');
  return { code: 'INTERNAL', message: `${ERRORS.INTERNAL.message} Request ${requestId}.` };
}

export function isMultipart(request: Request): boolean {
  return Boolean(request.is('multipart/form-data'));
}

const LINGER_MS = 10_000;

/**
 * A client that still sends reads no answer when its connection is cut. What comes is thrown away, for a while.
 */
function finishWithoutBody(request: Request): void {
  if (request.readableEnded) return;
  request.resume();
  const timer = setTimeout(() => request.socket.destroy(), LINGER_MS).unref();
  request.once('close', () => clearTimeout(timer));
}
