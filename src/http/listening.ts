import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CodedError } from '../errors.js';

/** How long requests in hand may take at the end, in milliseconds. */
const DRAIN_MS = 3_000;

/** @throws CodedError BAD_CONFIGURATION when it cannot listen there */
export function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause) =>
      reject(new CodedError('BAD_CONFIGURATION', `Cannot listen on HOST ${host}, PORT ${port}.`, cause)),
    );
    server.listen(port, host, resolve);
  });
}

/** Where it listens, as `http://127.0.0.1:4000`. */
export function urlOf(server: Server, host: string): string {
  const { port } = server.address() as AddressInfo;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/**
 * Takes no more requests, and waits a little for those in hand.
 * @param endOthers ends what would never end by itself
 */
export async function closeSoon(server: Server, endOthers: () => Promise<void>): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  await endOthers();
  server.closeIdleConnections();
  const cut = setTimeout(() => server.closeAllConnections(), DRAIN_MS);
  await closed;
  clearTimeout(cut);
}
