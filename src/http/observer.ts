import type { Request, Response } from 'express';
import { ROUTES, type Route } from '../graphql/accessTable.js';
import { GRAPHQL_PATH, isMultipart } from './errorResponses.js';

/** Told of what is answered. Every text comes from a table of the service, none from a client. */
export interface HttpObserver {
  answered(route: Route | 'other', status: number): void;
  /**
   * @param operation a field of the schema, or `other`
   * @param outcome   `ok`, or the code of the first error
   */
  ran(operation: string, outcome: string, ms: number): void;
  /** A websocket was opened, or closed. */
  sockets(change: 1 | -1): void;
  /** A subscription began, or ended. */
  subscriptions(change: 1 | -1): void;
}

/** Tells of every answer that was sent as a whole. */
export function observeAnswers(observer: Pick<HttpObserver, 'answered'>) {
  return (request: Request, response: Response, next: () => void): void => {
    // Which one it is has to be seen now: what mounts a part of the app takes its path away.
    const route = routeOf(request);
    response.once('finish', () => observer.answered(route, response.statusCode));
    next();
  };
}

/** The row of the access table that a request falls under. */
function routeOf(request: Request): Route | 'other' {
  const { path } = request;
  if (path === GRAPHQL_PATH && request.method === 'POST')
    return isMultipart(request) ? 'POST /graphql with files' : 'POST /graphql';
  const [, first, second] = path.split('/');
  const method = request.method === 'HEAD' ? 'GET' : request.method;
  return (
    [`${method} /${first}`, `${method} /${first}/${second}`].find((name): name is Route => name in ROUTES) ??
    'other'
  );
}
