import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CodedError } from '../errors.js';
import type { Services } from '../graphql/context.js';
import type { ErrorLog } from '../graphql/errors.js';
import { buildServiceSchema } from '../graphql/schema.js';
import { startApollo } from './apollo.js';
import { createApp } from './app.js';
import { answerBrokenRequests } from './brokenRequests.js';
import { askBeforeBody } from './expect.js';
import type { Checks } from './health.js';
import type { Links } from './links.js';
import { serveWebsockets } from './websocket.js';

/** The longest that one request may take to arrive; the largest upload over a slow line. */
const REQUEST_MS = 2 * 3600 * 1000;

/** How long requests in hand may take at the end, in milliseconds. */
const DRAIN_MS = 3_000;

export interface HttpOptions {
  host: string;
  /** 0 takes any free one. */
  port: number;
  services: Services;
  links: Links;
  checks: Checks;
  log: ErrorLog;
}

export interface HttpServer {
  /** Where it listens, as `http://127.0.0.1:4000`. */
  url: string;
  /** Takes no more requests, ends subscriptions, waits a little for requests in hand. */
  close(): Promise<void>;
}

/** @throws CodedError BAD_CONFIGURATION when it cannot listen there */
export async function startHttp({
  host,
  port,
  services,
  links,
  checks,
  log,
}: HttpOptions): Promise<HttpServer> {
  const schema = buildServiceSchema();
  const apollo = await startApollo(schema, services.queryLimits, log);
  const server = createServer(createApp({ services, links, apollo, checks, log }));
  server.requestTimeout = REQUEST_MS;
  askBeforeBody(server);
  answerBrokenRequests(server);
  const closeWebsockets = serveWebsockets(server, schema, services, log);
  await listen(server, host, port);
  return {
    url: urlOf(host, server.address() as AddressInfo),
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      await closeWebsockets();
      server.closeIdleConnections();
      const cut = setTimeout(() => server.closeAllConnections(), DRAIN_MS);
      await closed;
      clearTimeout(cut);
      await apollo.stop();
    },
  };
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause) =>
      reject(new CodedError('BAD_CONFIGURATION', `Cannot listen on HOST ${host}, PORT ${port}.`, cause)),
    );
    server.listen(port, host, resolve);
  });
}

function urlOf(host: string, { port }: AddressInfo): string {
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}
