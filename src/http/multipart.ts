import type { NextFunction, Request, Response } from 'express';
import graphqlUploadExpress from 'graphql-upload/graphqlUploadExpress.mjs';
import { CodedError } from '../errors.js';
import { admitRoute } from '../graphql/access.js';
import type { Services } from '../graphql/context.js';
import { countUpload, viewerOf } from './access.js';
import { isMultipart } from './errorResponses.js';
import { welcomeBody } from './expect.js';
import { noteEnd } from './wholeRequests.js';

/** A comparison sends two. */
const MOST_FILES = 2;

/** What a multipart request carries beside its files: the operation, its variables, the heads of the parts. */
const ENVELOPE_BYTES = 1024 ** 2;

/**
 * Takes multipart requests apart. The parser writes a file to disk before any resolver runs, so who asks and how
 * much there is to come are looked at first.
 */
export function multipart(services: Services) {
  const { maxUploadBytes } = services;
  const takeApart = graphqlUploadExpress({
    maxFieldSize: ENVELOPE_BYTES,
    // The parser takes a file that reaches its limit for one that passes it; the store counts exactly.
    maxFileSize: maxUploadBytes + 1,
    maxFiles: MOST_FILES,
  });
  return async (request: Request, response: Response, next: NextFunction): Promise<void> => {
    if (!isMultipart(request)) return void next();
    // Apollo refuses such a request as cross-site forgery, without its body.
    if (!request.get('apollo-require-preflight') && !request.get('x-apollo-operation-name')) {
      request.body = {};
      return void next();
    }
    admitRoute(viewerOf(request), 'POST /graphql with files', services);
    if (Number(request.get('Content-Length')) > MOST_FILES * maxUploadBytes + ENVELOPE_BYTES) {
      throw new CodedError('TOO_LARGE', `A file may have ${maxUploadBytes} bytes, and there may be two.`);
    }
    await countUpload(services, request);
    welcomeBody(request, response);
    noteEnd(request);
    takeApart(request, response, next);
  };
}
