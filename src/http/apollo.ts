import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import { ApolloServerPluginLandingPageDisabled } from '@apollo/server/plugin/disabled';
import type { FormattedExecutionResult, GraphQLSchema } from 'graphql';
import { ERRORS } from '../errors.js';
import { askerOf, type GraphContext } from '../graphql/context.js';
import { type ErrorLog, presentError } from '../graphql/errors.js';
import { checkQuery, type QueryLimits } from '../graphql/queryLimits.js';
import { KeptAnswers } from './keptAnswers.js';
import type { HttpObserver } from './observer.js';
import { timedOverHttp } from './timedOperations.js';

/** Errors that HTTP has a word for, one that clients and proxies act on; all others are answered with 200. */
const HTTP_CODES = [
  'UNAUTHENTICATED',
  'TOO_MANY_ATTEMPTS',
  'RATE_LIMITED',
  'QUERY_TOO_LARGE',
  'TOO_LARGE',
] as const;

const statusOfErrors: ApolloServerPlugin<GraphContext> = {
  requestDidStart: async () => ({
    willSendResponse: async ({ response }) => {
      if (response.body.kind !== 'single') return;
      const codes = response.body.singleResult.errors?.map(({ extensions }) => extensions?.code);
      const code = HTTP_CODES.find((known) => codes?.includes(known));
      if (code) response.http.status = ERRORS[code].status;
      const waits = response.body.singleResult.errors?.map(({ extensions }) =>
        Number(extensions?.retryAfter ?? 0),
      );
      const longest = Math.max(0, ...(waits ?? []));
      if (longest > 0) response.http.headers.set('retry-after', String(longest));
    },
  }),
};

/** Before anything of an operation is run, and after it is known to be valid. */
const withinLimits = (limits: QueryLimits): ApolloServerPlugin<GraphContext> => ({
  requestDidStart: async () => ({
    didResolveOperation: async ({
      schema,
      document,
      operationName,
      request: { variables },
      contextValue,
    }) => {
      const { cost } = checkQuery({ schema, document, operationName, variables }, limits);
      await contextValue.services.rates.query(askerOf(contextValue), cost);
    },
  }),
});

/** GraphQL over HTTP; started. */
export async function startApollo(
  schema: GraphQLSchema,
  limits: QueryLimits,
  observer: HttpObserver,
  log: ErrorLog,
): Promise<ApolloServer<GraphContext>> {
  const answers = new KeptAnswers();
  const apollo = new ApolloServer<GraphContext>({
    schema,
    // The schema is public; what it gives access to is not.
    introspection: true,
    includeStacktraceInErrorResponses: false,
    persistedQueries: false,
    stopOnTerminationSignals: false,
    parseOptions: { maxTokens: limits.tokens },
    plugins: [
      ApolloServerPluginLandingPageDisabled(),
      timedOverHttp(observer),
      withinLimits(limits),
      answers.plugin,
      statusOfErrors,
    ],
    stringifyResult: (answer) => answers.textOf(answer as FormattedExecutionResult),
    formatError: (formatted, error) => ({
      ...presentError(error, log, formatted.extensions?.code),
      ...(formatted.path && { path: formatted.path }),
    }),
  });
  await apollo.start();
  return apollo;
}
