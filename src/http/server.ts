import { createServer } from 'node:http';
import type { Services } from '../graphql/context.js';
import type { ErrorLog } from '../graphql/errors.js';
import { buildServiceSchema } from '../graphql/schema.js';
import { startApollo } from './apollo.js';
import { createApp } from './app.js';
import { answerBrokenRequests } from './brokenRequests.js';
import { Ending } from './ending.js';
import { askBeforeBody } from './expect.js';
import type { Checks } from './health.js';
import type { Links } from './links.js';
import { closeSoon, listen, urlOf } from './listening.js';
import type { MetricsPage } from './metrics.js';
import type { HttpObserver } from './observer.js';
import { serveWebsockets } from './websocket.js';

/** The longest that one request may take to arrive; the largest upload over a slow line. */
const REQUEST_MS = 2 * 3600 * 1000;

export interface HttpOptions {
  host: string;
  /** 0 takes any free one. */
  port: number;
  services: Services;
  links: Links;
  checks: Checks;
  metrics: MetricsPage;
  observer: HttpObserver;
  log: ErrorLog;
}

export interface HttpServer {
  /** Where it listens, as `http://127.0.0.1:4000`. */
  url: string;
  /** Takes no more requests, ends subscriptions, waits a little for requests in hand. */
  close(): Promise<void>;
}

/** @throws CodedError BAD_CONFIGURATION when it cannot listen there */
export async function startHttp({ host, port, ...parts }: HttpOptions): Promise<HttpServer> {
  const { services, observer, log } = parts;
  const schema = buildServiceSchema();
  const apollo = await startApollo(schema, services.queryLimits, observer, log);
  const ending = new Ending();
  const server = createServer(createApp({ ...parts, apollo, ending }));
  server.requestTimeout = REQUEST_MS;
  askBeforeBody(server);
  answerBrokenRequests(server);
  const closeWebsockets = serveWebsockets(server, schema, services, observer, log);
  await listen(server, host, port);
  return {
    url: urlOf(server, host),
    close: async () => {
      await closeSoon(server, ending, closeWebsockets);
      await apollo.stop();
    },
  };
}
