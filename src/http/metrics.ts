import { createHash, timingSafeEqual } from 'node:crypto';
import type { Express, Request } from 'express';
import { CodedError } from '../errors.js';

export const METRICS_PATH = '/metrics';

/** The page of the metrics, and who may read it. */
export interface MetricsPage {
  page(): Promise<{ type: string; text: string }>;
  /** Null: whoever asks from this machine. */
  token: string | null;
}

/** Headers by which proxies say that the request is another's. */
const FORWARDED = ['forwarded', 'x-forwarded-for', 'x-real-ip'];

/** Answers Prometheus. */
export function answerMetrics(app: Express, { page, token }: MetricsPage): void {
  app.get(METRICS_PATH, async (request, response) => {
    checkReader(request, token);
    const { type, text } = await page();
    response.set('Cache-Control', 'no-store').type(type).send(text);
  });
}

/** @throws CodedError UNAUTHENTICATED without the token; FORBIDDEN from elsewhere where there is none */
function checkReader(request: Request, token: string | null): void {
  if (token === null) {
    if (isOfThisMachine(request)) return;
    throw new CodedError(
      'FORBIDDEN',
      'The metrics are shown to this machine alone, as long as METRICS_TOKEN is not set.',
    );
  }
  const [, given = ''] = /^Bearer +(\S+)$/i.exec(request.get('Authorization') ?? '') ?? [];
  if (!isEqual(given, token)) throw new CodedError('UNAUTHENTICATED', 'The metrics need METRICS_TOKEN.');
}

function isOfThisMachine({ socket, headers }: Request): boolean {
  const address = (socket.remoteAddress ?? '').replace(/^::ffff:/, '');
  return (address === '::1' || address.startsWith('127.')) && !FORWARDED.some((name) => name in headers);
}

/** Takes as long whatever the texts have in common. */
function isEqual(one: string, other: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}
