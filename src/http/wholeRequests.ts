import type { IncomingMessage } from 'node:http';

const ends = new WeakMap<IncomingMessage, number>();

/** Notes when the last byte of a request comes. */
export function noteEnd(request: IncomingMessage): void {
  request.once('end', () => ends.set(request, performance.now()));
}

/** When it came, by performance.now(); null as long as it has not, and where nobody notes it. */
export function endOf(request: IncomingMessage): number | null {
  return ends.get(request) ?? null;
}
