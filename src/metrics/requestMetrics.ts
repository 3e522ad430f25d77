import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

/** Seconds: an answer out of the cache takes a millisecond, a deep page or a mutation with a file much longer. */
const OPERATION_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** What this process answers, and to whom it holds a connection. All labels come from tables of the service. */
export function requestMetrics(registry: Registry) {
  const registers = [registry];
  const operations = new Histogram({
    name: 'smartremedy_graphql_seconds',
    help: 'What GraphQL operations took, over HTTP and websockets: by the field of the schema that they ask for, and ok or the code of the error.',
    labelNames: ['operation', 'outcome'],
    buckets: OPERATION_BUCKETS,
    registers,
  });
  const responses = new Counter({
    name: 'smartremedy_http_responses_total',
    help: 'Answers over HTTP, by route and class of status.',
    labelNames: ['route', 'status'],
    registers,
  });
  const sockets = new Gauge({ name: 'smartremedy_sockets', help: 'Open websockets.', registers });
  const subscriptions = new Gauge({
    name: 'smartremedy_subscriptions',
    help: 'Open subscriptions.',
    registers,
  });

  return {
    ran: (operation: string, outcome: string, ms: number): void =>
      operations.observe({ operation, outcome }, ms / 1000),
    answered: (route: string, status: number): void =>
      responses.inc({ route, status: `${Math.floor(status / 100)}xx` }),
    sockets: (change: 1 | -1): void => sockets.inc(change),
    subscriptions: (change: 1 | -1): void => subscriptions.inc(change),
  };
}
