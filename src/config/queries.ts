import { z } from 'zod';
import { wholeNumber } from './kinds.js';

/** What one GraphQL operation may ask for, and how much a client may keep open. */
export const QUERIES_VARIABLES = z.object({
  MAX_QUERY_TOKENS: wholeNumber(100, 1_000_000)
    .default(2000)
    .describe('Longest GraphQL document, in tokens (names, values, punctuation). Default 2000.'),
  MAX_QUERY_DEPTH: wholeNumber(5, 1000)
    .default(14)
    .describe('Most fields within each other in a GraphQL operation. Default 14.'),
  MAX_QUERY_ALIASES: wholeNumber(0, 10_000)
    .default(50)
    .describe('Most aliases in a GraphQL operation. Default 50.'),
  MAX_QUERY_COST: wholeNumber(100, 1_000_000_000)
    .default(100_000)
    .describe(
      'Most values that the answer to a GraphQL operation can hold, by the sizes of the lists that it asks for; of a list of texts ten entries count as one. Default 100000.',
    ),
  MAX_SOCKET_OPERATIONS: wholeNumber(1, 10_000)
    .default(50)
    .describe(
      'Most operations under way at a time over one websocket, subscriptions among them. Default 50.',
    ),
  MAX_SOCKETS_PER_ADDRESS: wholeNumber(1, 100_000)
    .default(100)
    .describe('Most websockets from one address at a time. Counted by each process. Default 100.'),
});

type Variables = z.infer<typeof QUERIES_VARIABLES>;

export function queriesOf(environment: Variables) {
  return {
    /** Limits of one GraphQL operation. */
    queryLimits: {
      tokens: environment.MAX_QUERY_TOKENS,
      depth: environment.MAX_QUERY_DEPTH,
      aliases: environment.MAX_QUERY_ALIASES,
      cost: environment.MAX_QUERY_COST,
    },
    socketLimits: {
      operations: environment.MAX_SOCKET_OPERATIONS,
      perAddress: environment.MAX_SOCKETS_PER_ADDRESS,
    },
  };
}
