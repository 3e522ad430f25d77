import { createServer } from 'node:http';
import express from 'express';
import type { ErrorLog } from '../graphql/errors.js';
import { Ending, refuseAtTheEnd } from './ending.js';
import { errorResponses, notFound } from './errorResponses.js';
import { answerOperators, type Checks } from './health.js';
import { closeSoon, listen, urlOf } from './listening.js';
import type { MetricsPage } from './metrics.js';
import { type HttpObserver, observeAnswers } from './observer.js';
import { securityHeaders } from './securityHeaders.js';
import type { HttpServer } from './server.js';

export interface DoorOptions {
  host: string;
  /** 0 takes any free one. */
  port: number;
  checks: Checks;
  metrics: MetricsPage;
  observer: Pick<HttpObserver, 'answered'>;
  log: ErrorLog;
}

/**
 * The door of a process that works on jobs: only those who run the service are answered.
 * @throws CodedError BAD_CONFIGURATION when it cannot listen there
 */
export async function openOperatorDoor({
  host,
  port,
  checks,
  metrics,
  observer,
  log,
}: DoorOptions): Promise<HttpServer> {
  const app = express();
  app.disable('x-powered-by');
  app.use(securityHeaders);
  app.use(observeAnswers(observer));
  const ending = new Ending();
  app.use(refuseAtTheEnd(ending));
  answerOperators(app, checks, metrics);
  app.use(notFound);
  app.use(errorResponses(log));
  const server = createServer(app);
  await listen(server, host, port);
  return { url: urlOf(server, host), close: () => closeSoon(server, ending, async () => undefined) };
}
