import type { NextFunction, Request, Response } from 'express';
import type { Tokens, Viewer } from '../graphql/tokens.js';

const viewers = new WeakMap<Request, Viewer>();

/** Reads the token of a request; a bad one ends it with UNAUTHENTICATED, none is left to whoever needs one. */
export function readToken(tokens: Tokens) {
  return async (request: Request, _response: Response, next: NextFunction): Promise<void> => {
    const viewer = await tokens.viewerOf(request.get('Authorization'));
    if (viewer) viewers.set(request, viewer);
    next();
  };
}

export function viewerOf(request: Request): Viewer | null {
  return viewers.get(request) ?? null;
}
