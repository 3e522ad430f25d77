import type { NextFunction, Request, Response } from 'express';

/** Answers are data, not pages: a browser may run nothing of them. */
const DATA_POLICY = "default-src 'none'; frame-ancestors 'none'";

/** The editor of GraphiQL makes style elements, and workers of its own; all else comes from this host. */
const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "worker-src 'self' blob:",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

export function securityHeaders(_request: Request, response: Response, next: NextFunction): void {
  response.set({
    'Content-Security-Policy': DATA_POLICY,
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
  });
  next();
}

/** A page made of the texts of a file: it has a style, and is treated as a stranger that may do nothing. */
export const DOCUMENT_POLICY = `${DATA_POLICY}; style-src 'unsafe-inline'; sandbox`;

export function pagePolicy(_request: Request, response: Response, next: NextFunction): void {
  response.set('Content-Security-Policy', PAGE_POLICY);
  next();
}
