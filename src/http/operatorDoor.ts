import { createServer } from 'node:http';
import express from 'express';
import type { ErrorLog } from '../graphql/errors.js';
import { Ending, refuseAtTheEnd } from './ending.js';
import { errorResponses, notFound } from './errorResponses.js';
import { answerOperators, type Checks } from './health.js';
import { closeSoon, listen, urlOf } from './listening.js';
import { securityHeaders } from './securityHeaders.js';
import type { HttpServer } from './server.js';

/**
 * The door of a process that works on jobs: only those who run the service are answered.
 * @throws CodedError BAD_CONFIGURATION when it cannot listen there
 */
export async function openOperatorDoor(
  host: string,
  port: number,
  checks: Checks,
  log: ErrorLog,
): Promise<HttpServer> {
  const app = express();
  app.disable('x-powered-by');
  app.use(securityHeaders);
  const ending = new Ending();
  app.use(refuseAtTheEnd(ending));
  answerOperators(app, checks);
  app.use(notFound);
  app.use(errorResponses(log));
  const server = createServer(app);
  await listen(server, host, port);
  return { url: urlOf(server, host), close: () => closeSoon(server, ending, async () => undefined) };
}
