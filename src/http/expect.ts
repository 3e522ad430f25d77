import type { IncomingMessage, Server, ServerResponse } from 'node:http';

/**
 * Clients with much to send ask first (`Expect: 100-continue`). They are not told to go on before their request has
 * been looked at, so that a refused body is never sent.
 */
export function askBeforeBody(server: Server): void {
  server.on('checkContinue', (request, response) => server.emit('request', request, response));
}

/** Tells a client that waits for it to send its body now. */
export function welcomeBody(request: IncomingMessage, response: ServerResponse): void {
  if (/^100-continue$/i.test(request.headers.expect ?? '')) response.writeContinue();
}
