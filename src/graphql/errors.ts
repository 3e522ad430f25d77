import { randomUUID } from 'node:crypto';
import { GraphQLError, type GraphQLFormattedError, Kind } from 'graphql';
import { CodedError, ERRORS, type ErrorCode, RetryLater } from '../errors.js';

/** Where errors go that nobody outside may see. */
export interface ErrorLog {
  error(fields: Record<string, unknown>, message: string): void;
}

/** Codes that GraphQL servers share for requests that never reach a resolver; clients know them. */
const STANDARD_CODES = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_RESOLUTION_FAILURE',
  'BAD_REQUEST',
  'PERSISTED_QUERY_NOT_FOUND',
  'PERSISTED_QUERY_NOT_SUPPORTED',
]);

/** What graphql-js says when it stops reading. */
const TOO_MANY_TOKENS = /Document contains more tha[nt] (\d+) tokens/;

const NO_UPLOAD = /of (?:non-null|required) type "Upload!"|Upload value invalid/;

/**
 * What leaves the process of an error in a GraphQL response: coded errors as they are, those of the request under
 * their standard codes, all others as INTERNAL with an id under which the log has them.
 *
 * @param standardCode what the server has made of it, where it looked before
 */
export function presentError(error: unknown, log: ErrorLog, standardCode?: unknown): GraphQLFormattedError {
  const shown = error instanceof GraphQLError ? error : new GraphQLError(String(error));
  const place = { locations: shown.locations, path: shown.path };
  const cause = rootCause(error);
  if (cause instanceof CodedError && cause.code === 'DISK_FULL')
    log.error({ err: cause, path: shown.path?.join('.') }, 'there is no room on the disk');
  if (cause instanceof RetryLater) {
    const { code, message, retryAfter } = cause;
    return { message, ...place, extensions: { code, retryAfter } };
  }
  if (cause instanceof CodedError)
    return { message: cause.message, ...place, extensions: { code: cause.code } };
  const [, mostTokens] = TOO_MANY_TOKENS.exec(shown.message) ?? [];
  if (mostTokens) return coded('QUERY_TOO_LARGE', `The query may have ${mostTokens} tokens.`, place);
  if (NO_UPLOAD.test(shown.message)) return coded('NO_FILE', ERRORS.NO_FILE.message, place);
  if (isAboutVariables(shown) || standardCode === 'BAD_USER_INPUT')
    return coded('BAD_USER_INPUT', shown.message, place);
  const code = standardCode ?? shown.extensions.code;
  if (typeof code === 'string' && STANDARD_CODES.has(code)) {
    return { message: shown.message, ...place, extensions: { code } };
  }
  const requestId = randomUUID();
  log.error({ err: cause, requestId, path: shown.path?.join('.') }, 'an operation failed');
  return {
    message: `${ERRORS.INTERNAL.message} Request ${requestId}.`,
    ...place,
    extensions: { code: 'INTERNAL', requestId },
  };
}

type Place = Pick<GraphQLFormattedError, 'locations' | 'path'>;

function coded(code: ErrorCode, message: string, place: Place): GraphQLFormattedError {
  return { message, ...place, extensions: { code } };
}

function rootCause(error: unknown): unknown {
  return error instanceof GraphQLError && error.originalError ? rootCause(error.originalError) : error;
}

function isAboutVariables(error: GraphQLError): boolean {
  return error.nodes?.[0]?.kind === Kind.VARIABLE_DEFINITION && error.message.startsWith('Variable "$');
}
