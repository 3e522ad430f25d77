import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import { ApolloServerPluginLandingPageDisabled } from '@apollo/server/plugin/disabled';
import type { GraphQLSchema } from 'graphql';
import { ERRORS } from '../errors.js';
import type { GraphContext } from '../graphql/context.js';
import { type ErrorLog, presentError } from '../graphql/errors.js';
import { checkQuery, type QueryLimits } from '../graphql/queryLimits.js';

/** Errors that HTTP has a word for, one that clients and proxies act on; all others are answered with 200. */
const HTTP_CODES = ['UNAUTHENTICATED', 'TOO_MANY_ATTEMPTS', 'QUERY_TOO_LARGE', 'TOO_LARGE'] as const;

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

/** Before anything of an operation is run, and after it is known to be valid. */
const withinLimits = (limits: QueryLimits): ApolloServerPlugin<GraphContext> => ({
  requestDidStart: async () => ({
    didResolveOperation: async ({ schema, document, operationName, request: { variables } }) =>
      checkQuery({ schema, document, operationName, variables }, limits),
  }),
});

/** GraphQL over HTTP; started. */
export async function startApollo(
  schema: GraphQLSchema,
  limits: QueryLimits,
  log: ErrorLog,
): Promise<ApolloServer<GraphContext>> {
  const apollo = new ApolloServer<GraphContext>({
    schema,
    // The schema is public; what it gives access to is not.
    introspection: true,
    includeStacktraceInErrorResponses: false,
    persistedQueries: false,
    stopOnTerminationSignals: false,
    parseOptions: { maxTokens: limits.tokens },
    plugins: [ApolloServerPluginLandingPageDisabled(), withinLimits(limits), statusOfErrors],
    formatError: (formatted, error) => ({
      ...presentError(error, log, formatted.extensions?.code),
      ...(formatted.path && { path: formatted.path }),
    }),
  });
  await apollo.start();
  return apollo;
}
