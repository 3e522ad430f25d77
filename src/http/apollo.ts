import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import { ApolloServerPluginLandingPageDisabled } from '@apollo/server/plugin/disabled';
import type { GraphQLSchema } from 'graphql';
import { ERRORS } from '../errors.js';
import type { GraphContext } from '../graphql/context.js';
import { type ErrorLog, presentError } from '../graphql/errors.js';

/** Errors that HTTP has a word for, one that clients and proxies act on; all others are answered with 200. */
const HTTP_CODES = ['UNAUTHENTICATED', 'TOO_LARGE'] as const;

const statusOfErrors: ApolloServerPlugin<GraphContext> = {
  requestDidStart: async () => ({
    willSendResponse: async ({ response }) => {
      if (response.body.kind !== 'single') return;
      const codes = response.body.singleResult.errors?.map(({ extensions }) => extensions?.code);
      const code = HTTP_CODES.find((known) => codes?.includes(known));
      if (code) response.http.status = ERRORS[code].status;
    },
  }),
};

/** GraphQL over HTTP; started. */
export async function startApollo(schema: GraphQLSchema, log: ErrorLog): Promise<ApolloServer<GraphContext>> {
  const apollo = new ApolloServer<GraphContext>({
    schema,
    // The schema is public; what it gives access to is not.
    introspection: true,
    includeStacktraceInErrorResponses: false,
    persistedQueries: false,
    stopOnTerminationSignals: false,
    plugins: [ApolloServerPluginLandingPageDisabled(), statusOfErrors],
    formatError: (formatted, error) => ({
      ...presentError(error, log, formatted.extensions?.code),
      ...(formatted.path && { path: formatted.path }),
    }),
  });
  await apollo.start();
  return apollo;
}
