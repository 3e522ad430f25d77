import type { NextFunction, Request, Response } from 'express';
import { admitRoute } from '../graphql/access.js';
import type { Route } from '../graphql/accessTable.js';
import { askerOf, type Services } from '../graphql/context.js';
import { type Viewer, viewerOf as viewerOfToken } from '../graphql/viewer.js';
import { clientAddress } from './clientAddress.js';

const viewers = new WeakMap<Request, Viewer>();

/** Reads the token of a request; a bad one ends it with UNAUTHENTICATED, none is left to whoever needs one. */
export function readToken(services: Services) {
  return async (request: Request, _response: Response, next: NextFunction): Promise<void> => {
    const viewer = await viewerOfToken(services, request.get('Authorization'));
    if (viewer) viewers.set(request, viewer);
    next();
  };
}

/** Lets through whom the access table lets through; after readToken. */
export function guardRoute(services: Services, route: Route) {
  return (request: Request, _response: Response, next: NextFunction): void => {
    admitRoute(viewerOf(request), route, services);
    next();
  };
}

export function viewerOf(request: Request): Viewer | null {
  return viewers.get(request) ?? null;
}

/** Counts a request that brings files, before any of them is read. @throws RetryLater RATE_LIMITED */
export function countUpload({ rates, trustedProxies }: Services, request: Request): Promise<void> {
  const address = clientAddress(request, trustedProxies);
  return rates.upload(askerOf({ viewer: viewerOf(request), address }));
}
