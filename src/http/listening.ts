import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CodedError } from '../errors.js';
import type { Ending } from './ending.js';

/** How long requests in hand may take at the end, in milliseconds. */
const DRAIN_MS = 3_000;

/** How long they may take to answer at the last call; then their connections are cut. */
const LAST_ANSWER_MS = 1_000;

/** From one look for connections whose last request is answered to the next. */
const LOOK_MS = 50;

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
 * @param ending    told when to take none, and when those in hand have had their time
 * @param endOthers ends what would never end by itself
 */
export async function closeSoon(
  server: Server,
  ending: Ending,
  endOthers: () => Promise<void>,
): Promise<void> {
  ending.begin();
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  const look = setInterval(() => server.closeIdleConnections(), LOOK_MS);
  const limits = [
    setTimeout(() => ending.callLast(), DRAIN_MS),
    setTimeout(() => server.closeAllConnections(), DRAIN_MS + LAST_ANSWER_MS),
  ];
  await endOthers();
  await closed;
  clearInterval(look);
  for (const limit of limits) clearTimeout(limit);
}
